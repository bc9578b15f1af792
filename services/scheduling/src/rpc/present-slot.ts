import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { SlotSchema } from "@mentorship/client/v1";
import type { SlotInZone } from "../domain/free-slots.ts";
import type { DescribedSlot } from "../queries/list-free-slots.ts";
import { wallTime } from "./present-session.ts";

export function presentSlot({ mentor, viewer }: DescribedSlot): MessageInitShape<typeof SlotSchema> {
  return {
    startsAt: timestampFromMs(mentor.startsAt),
    endsAt: timestampFromMs(mentor.endsAt),
    mentorTime: timeIn(mentor),
    viewerTime: timeIn(viewer),
    clockChangeDay: mentor.clockChangeDay || viewer.clockChangeDay,
  };
}

const timeIn = (slot: SlotInZone) => wallTime(slot.startsLocal, slot.startsAt, slot.zone);
