import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { attendanceOf } from "../domain/attendance.ts";
import type { AttendanceMark } from "../domain/decisions/decision.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import type { Outcome } from "../domain/session.ts";
import { lockSession } from "../store/load-sessions.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";
import { type SessionView, viewOf } from "./session-view.ts";
import { PLAIN_NOTE, writeNote } from "./write-note.ts";

export type SetSessionOutcomeInput = {
  readonly sessionId: string;
  readonly outcome: Outcome;
  readonly reason: string;
  /** A progress note that comes with it; empty: none. */
  readonly note: string;
  /** Who was there or not, where it differs from what the outcome says by itself. */
  readonly marks: readonly AttendanceMark[];
};

/** Rules by hand how a session went. Throws NOT_FOUND, PERMISSION_DENIED, SESSION_STATE, TOO_EARLY, TOO_LATE, INVALID_ARGUMENT. */
export function setSessionOutcome(
  ctx: SchedulingContext,
  call: Call,
  input: SetSessionOutcomeInput,
): Promise<SessionView> {
  return transact(ctx, call, async (trx) => {
    const session = await lockSession(trx, input.sessionId);
    const now = trx.now.getTime();
    const attendance = attendanceOf(session.record, session.evidence, now, session.settings);
    const { outcome, reason, marks } = input;
    const intent = { kind: "set_outcome", outcome, reason, marks, attendance } as const;
    const decision = decideSession(session.record, intent, call.actor, now, session.settings);
    const ruled = await keepSession(ctx, trx, session, decision, {
      action: `session.${outcome}`,
      written: { reason },
    });
    if (input.note !== "") {
      await writeNote(ctx, trx, ruled, { ...PLAIN_NOTE, text: input.note });
    }
    return viewOf((await advanceSession(ctx, trx, ruled)).session, trx.now);
  });
}
