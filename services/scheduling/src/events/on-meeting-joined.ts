import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Trx } from "@mentorship/shared/postgres";
import type { MeetingJoined } from "@mentorship/client/events/v1";
import { recordJoin } from "../commands/record-join.ts";
import type { SchedulingContext } from "../context.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Somebody joined through our link: evidence, whenever it arrives. */
export async function onMeetingJoined(
  trx: Trx<SchedulingTables>,
  { sessionId, personId, joinedAt }: MeetingJoined,
  ctx: SchedulingContext,
): Promise<void> {
  if (joinedAt === undefined) return;
  await recordJoin(ctx, trx, { sessionId, personId, joinedAt: timestampMs(joinedAt) });
}
