import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Modality } from "@mentorship/client/v1";
import { rid } from "@mentorship/dev-env/testing";
import type { Stage } from "../stage.ts";

export const startAt = (at: number) => ({ case: "scheduledAt", value: timestampFromMs(at) }) as const;
export const bookingOf = (stage: Stage, at: number) => ({
  requestId: rid(),
  matchId: stage.matchId,
  start: startAt(at),
  modality: Modality.VIDEO,
  title: "A talk",
});

/** Open all day and every day in the mentor's zone, half an hour's buffer before and after. */
export const openAllDay = {
  zone: "Europe/Berlin",
  windows: [1, 2, 3, 4, 5, 6, 7].map((isoWeekday) => ({ isoWeekday, startMinute: 0, endMinute: 1_440 })),
  bufferBefore: { seconds: 1_800n },
  bufferAfter: { seconds: 1_800n },
};
export const publish = (stage: Stage, over = {}) =>
  stage.mentor.setAvailability({ requestId: rid(), ...openAllDay, ...over });
export const sessionsOf = (stage: Stage) =>
  stage.rows<{ id: string; state: string; version: number }>(
    "select id, state, version from scheduling.session where tenant_id = $1",
  );
export const auditOf = (stage: Stage, action: string) =>
  stage.rows<{ actor_id: string; before: Record<string, unknown> | null; after: Record<string, unknown> }>(
    "select actor_id, before, after from scheduling.audit_entry where tenant_id = $1 and action = $2 order by sequence",
    action,
  );

/** A stream of one message. */
export async function* once<T>(message: T): AsyncGenerator<T> {
  yield message;
}
