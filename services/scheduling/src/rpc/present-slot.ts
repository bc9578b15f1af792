import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { ListFreeSlotsResponseSchema, SlotSchema } from "@mentorship/client/v1";
import type { SlotSide } from "../domain/slot-zones.ts";
import { MINUTE } from "../domain/time/instant.ts";
import type { SlotList } from "../queries/list-free-slots.ts";
import type { DescribedSlot } from "../queries/slot-questions.ts";
import { wallTime } from "./present-session.ts";

/** A page of slots, the same shape for one mentor and for several. */
export function presentSlots({
  slots,
  moreFromAt,
}: SlotList): Pick<MessageInitShape<typeof ListFreeSlotsResponseSchema>, "slots" | "moreFromAt"> {
  const more = moreFromAt === null ? {} : { moreFromAt: timestampFromMs(moreFromAt) };
  return { slots: slots.map(presentSlot), ...more };
}

export function presentSlot({ slot, mentors, viewer }: DescribedSlot): MessageInitShape<typeof SlotSchema> {
  const { startsAt, endsAt } = slot;
  const timeOn = ({ zone, offsetMinutes }: SlotSide) => wallTime(startsAt + offsetMinutes * MINUTE, startsAt, zone);
  const [first] = mentors;
  return {
    startsAt: timestampFromMs(startsAt),
    endsAt: timestampFromMs(endsAt),
    ...(first === undefined ? {} : { mentorTime: timeOn(first.side) }),
    viewerTime: timeOn(viewer),
    clockChangeDay: viewer.clockChangeDay || mentors.some(({ side }) => side.clockChangeDay),
    mentors: mentors.map(({ mentorId, side }) => ({
      mentorId,
      time: timeOn(side),
      clockChangeDay: side.clockChangeDay,
    })),
    viewerClockChangeDay: viewer.clockChangeDay,
  };
}
