import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { GetWeekViewResponseSchema } from "@mentorship/client/v1";
import type { Instant } from "../domain/time/instant.ts";
import { instantToLocal } from "../domain/time/local-time.ts";
import type { MentorWeek } from "../queries/get-week-view.ts";
import { weekPartStates } from "../words.ts";
import { wallTime } from "./present-session.ts";

export function presentWeek({ mentorId, zone, days }: MentorWeek): MessageInitShape<typeof GetWeekViewResponseSchema> {
  const local = (at: Instant) => wallTime(instantToLocal(zone, at).wall, at, zone);
  return {
    mentorId,
    zone,
    days: days.map(({ date, clockChangeDay, parts }) => ({
      date,
      clockChangeDay,
      parts: parts.map(({ start, end, state, sessionId }) => ({
        startsAt: timestampFromMs(start),
        endsAt: timestampFromMs(end),
        startsLocal: local(start),
        endsLocal: local(end),
        state: weekPartStates[state],
        sessionId: sessionId ?? "",
      })),
    })),
  };
}
