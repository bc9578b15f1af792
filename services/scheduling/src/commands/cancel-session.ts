import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { lockSession } from "../store/load-sessions.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type CancelSessionInput = { readonly sessionId: string; readonly reason: string };

/** Calls a session off before its start and frees its time. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_STATE, TIME_PASSED. */
export function cancelSession(ctx: SchedulingContext, call: Call, input: CancelSessionInput): Promise<SessionView> {
  return transact(ctx, call, async (trx) => {
    const session = await lockSession(trx, input.sessionId);
    const intent = { kind: "cancel", reason: input.reason, cause: "by_person" } as const;
    const decision = decideSession(session.record, intent, call.actor, trx.now.getTime(), session.settings);
    const cancelled = await keepSession(ctx, trx, session, decision, {
      action: "session.cancelled",
      written: { reason: input.reason },
    });
    return viewOf((await advanceSession(ctx, trx, cancelled)).session, trx.now);
  });
}
