import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { AttendanceMark } from "../domain/decisions/decision.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import { lockSession } from "../store/load-sessions.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type RecordAttendanceInput = { readonly sessionId: string; readonly marks: readonly AttendanceMark[] };

/**
 * Keeps by hand who was at a session, and what follows from it. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_STATE, TOO_EARLY, TOO_LATE,
 * INVALID_ARGUMENT.
 */
export function recordAttendance(
  ctx: SchedulingContext,
  call: Call,
  input: RecordAttendanceInput,
): Promise<SessionView> {
  return transact(ctx, call, async (trx) => {
    const session = await lockSession(trx, input.sessionId);
    const { record, evidence, settings } = session;
    const intent = { kind: "record_attendance", marks: input.marks, evidence, settings } as const;
    const decision = decideSession(record, intent, call.actor, trx.now.getTime(), settings);
    const recorded = await keepSession(ctx, trx, session, decision, { action: "session.attendance_recorded" });
    return viewOf((await advanceSession(ctx, trx, recorded)).session, trx.now);
  });
}
