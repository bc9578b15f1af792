import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { type Leaver, leaveSession } from "../domain/decisions/leave.ts";
import { sessionsToCome } from "../store/list-sessions.ts";
import { lockSessions } from "../store/load-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";

/**
 * Takes who leaves out of what has not begun of an ended match, or of a suspended person, and cancels what nobody is left for. Answers the
 * ids of the sessions cancelled.
 */
export async function cancelSessionsOf(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  leaver: Leaver,
): Promise<string[]> {
  const of = leaver.cause === "match_ended" ? { matchId: leaver.matchId } : { personId: leaver.personId };
  const cancelled: string[] = [];
  for (const session of await lockSessions(trx, await sessionsToCome(trx, of))) {
    const now = trx.now.getTime();
    const decision = leaveSession(session.record, leaver, trx.call.actor, now, session.settings);
    const action = decision.record.state === "cancelled" ? "session.cancelled" : "session.participant_left";
    const kept = await keepSession(ctx, trx, session, decision, { action });
    await advanceSession(ctx, trx, kept);
    if (kept.record.state === "cancelled" && session.record.state !== "cancelled") cancelled.push(kept.record.id);
  }
  return cancelled;
}
