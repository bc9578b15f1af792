import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { lockSession } from "../store/load-sessions.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";
import { type SessionView, viewOf } from "./session-view.ts";

/** Keeps that the caller is at the session, and what follows from it. Throws NOT_FOUND, SESSION_STATE, TOO_EARLY, TOO_LATE. */
export function checkIn(ctx: SchedulingContext, call: Call, sessionId: string): Promise<SessionView> {
  return transact(ctx, call, async (trx) => {
    const session = await lockSession(trx, sessionId);
    const now = trx.now.getTime();
    const decision = decideSession(session.record, { kind: "check_in" }, call.actor, now, session.settings);
    const seen = await keepSession(ctx, trx, session, decision, { action: "session.checked_in" });
    return viewOf((await advanceSession(ctx, trx, seen)).session, trx.now);
  });
}
