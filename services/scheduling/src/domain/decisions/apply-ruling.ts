import type { AttendanceRuling, PersonAttendance } from "../attendance.ts";
import type { Outcome, Ruling, SessionEvent, SessionRecord, SessionState } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import { type SessionDecision, unchanged } from "./decision.ts";

/** Moves a session where the rule of attendance says, with the evidence that it rests on. A ruling without a next state changes nothing. */
export function applyRuling(session: SessionRecord, ruling: AttendanceRuling, now: Instant): SessionDecision {
  const { next, reason, evidenceIds, attendance } = ruling;
  if (next === null || next === session.state || next === "scheduled" || next === "cancelled") {
    return unchanged(session, "system");
  }
  const record: SessionRecord = {
    ...session,
    state: next,
    version: session.version + 1,
    ruling: { by: "automatic", reason, evidenceIds, ruledAt: now, actorId: null },
  };
  return { record, events: [rulingEvent(session.state, next, "automatic", attendance)], evidence: [], part: "system" };
}

/** The event that tells what a session came to. */
export function rulingEvent(
  previousState: SessionState,
  next: Outcome | "in_progress",
  by: Ruling["by"],
  attendance: readonly PersonAttendance[],
): SessionEvent {
  if (next === "in_progress") return { kind: "SessionStarted", previousState };
  if (next === "completed") return { kind: "SessionCompleted", previousState, by, attendance };
  return { kind: "SessionNoShowRecorded", previousState, by, attendance };
}
