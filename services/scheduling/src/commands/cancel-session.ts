import type { Call } from "@mentorship/shared/call";
import { transact, type Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import type { Session } from "../store/load-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";
import { type RowResult, attemptRow, ofOneOccurrence } from "./row-results.ts";
import { type ScopeOutcome, type SeriesScope, lockScope } from "./series-scope.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type CancelSessionInput = { readonly sessionId: string; readonly reason: string; readonly scope: SeriesScope };

/**
 * Calls a session off before its start, and as many of its series as the scope says, and frees its time. Throws NOT_FOUND,
 * PERMISSION_DENIED, SESSION_STATE, TIME_PASSED; beyond the session alone, what is in the way of one is told of that one.
 */
export function cancelSession(ctx: SchedulingContext, call: Call, input: CancelSessionInput): Promise<ScopeOutcome> {
  return transact(ctx, call, async (trx): Promise<ScopeOutcome> => {
    const { named, sessions } = await lockScope(trx, input.sessionId, input.scope);
    const results: { sessionId: string; result: RowResult<SessionView> }[] = [];
    for (const session of sessions) {
      const work = () => cancelOne(ctx, trx, session, input.reason);
      const result =
        input.scope === "this" ? { done: await work(), refusal: null } : await attemptRow(trx, ofOneOccurrence, work);
      results.push({ sessionId: session.record.id, result });
    }
    const own = results.find((one) => one.sessionId === named.record.id)?.result.done;
    return { session: own ?? viewOf(named, trx.now), results };
  });
}

async function cancelOne(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  session: Session,
  reason: string,
): Promise<SessionView> {
  const intent = { kind: "cancel", reason, cause: "by_person" } as const;
  const decision = decideSession(session.record, intent, trx.call.actor, trx.now.getTime(), session.settings);
  const cancelled = await keepSession(ctx, trx, session, decision, {
    action: "session.cancelled",
    written: { reason },
  });
  return viewOf((await advanceSession(ctx, trx, cancelled)).session, trx.now);
}
