import { invalid } from "@mentorship/shared/errors";
import type { Part } from "../actor.ts";
import { type AttendanceSettings, type Evidence, attendanceOf } from "../attendance.ts";
import { OUTCOMES, type Outcome, type SessionRecord } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import type { AttendanceMark, SessionDecision } from "./decision.ts";
import { agreesWith, evidenceOfMark, requireMarks } from "./marks.ts";

export type AttendanceIntent = {
  readonly kind: "record_attendance";
  readonly marks: readonly AttendanceMark[];
  /** What is known so far, and by what rules. */
  readonly evidence: readonly Evidence[];
  readonly settings: AttendanceSettings;
};

/**
 * Keeps by hand who was there and who was not; the rule of attendance then says what follows. Refuses with `INVALID_ARGUMENT` marks of
 * strangers, and marks that contradict an outcome which evidence does not change: one ruled by hand, or a completion.
 */
export function recordAttendance(
  session: SessionRecord,
  intent: AttendanceIntent,
  part: Part,
  now: Instant,
): SessionDecision {
  requireMarks(session, "marks", intent.marks, now);
  const evidence = intent.marks.flatMap((mark) => evidenceOfMark(session, mark, now));
  const outcome = standingOutcome(session);
  if (outcome !== null) {
    const known = [...intent.evidence, ...evidence.map((one) => ({ ...one, id: "", recordedAt: now }))];
    if (!agreesWith(outcome, attendanceOf(session, known, now, intent.settings))) {
      const description = `must agree with the outcome ${outcome}, which stands; SetSessionOutcome changes it`;
      throw invalid([{ field: "marks", description }]);
    }
  }
  const personIds = intent.marks.map((mark) => mark.personId);
  return { record: session, events: [{ kind: "AttendanceRecorded", personIds }], evidence, part };
}

function standingOutcome(session: SessionRecord): Outcome | null {
  const outcome = OUTCOMES.find((one) => one === session.state) ?? null;
  return session.ruling?.by === "hand" || outcome === "completed" ? outcome : null;
}
