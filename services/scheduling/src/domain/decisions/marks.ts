import { type Violation, invalid } from "@mentorship/shared/errors";
import type { Side } from "../actor.ts";
import type { PersonAttendance } from "../attendance.ts";
import { OPENS_BEFORE, type Outcome, type SessionRecord } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import type { AttendanceMark, Interval, NewEvidence } from "./decision.ts";

/** Refuses marks of strangers, of one person twice, and stretches that lie outside the session or ahead, each by its field below `field`. */
export function requireMarks(
  session: SessionRecord,
  field: string,
  marks: readonly AttendanceMark[],
  now: Instant,
): void {
  const problems = marks.flatMap((mark, index): Violation[] => {
    const at = `${field}[${index}]`;
    if (!session.participants.some((person) => person.personId === mark.personId)) {
      return [{ field: `${at}.person_id`, description: "must name somebody of the session" }];
    }
    if (marks.findIndex((other) => other.personId === mark.personId) < index) {
      return [{ field: `${at}.person_id`, description: "must not name a person twice" }];
    }
    if (mark.kind === "absent" && mark.intervals.length > 0) {
      return [{ field: `${at}.intervals`, description: "must be empty of somebody who was absent" }];
    }
    return mark.intervals.flatMap((one, place) => intervalProblems(session, `${at}.intervals[${place}]`, one, now));
  });
  if (problems.length > 0) throw invalid(problems);
}

function intervalProblems(session: SessionRecord, at: string, { from, to }: Interval, now: Instant): Violation[] {
  const problems: Violation[] = [];
  const check = (holds: boolean, field: string, description: string): void => {
    if (!holds) problems.push({ field: `${at}.${field}`, description });
  };
  check(from >= session.startsAt - OPENS_BEFORE, "from_at", "must be at most 15 minutes before the start");
  check(from < session.endsAt, "from_at", "must be before the end of the session");
  check(from <= now, "from_at", "must not be in the future");
  check(to === null || to > from, "to_at", "must be after from_at");
  check(to === null || to <= now, "to_at", "must not be in the future");
  check(to === null || to > session.startsAt, "to_at", "must be after the start of the session");
  return problems;
}

/** A mark as evidence: one piece for each stretch, the whole session where none is given; an absence holds from when it was said. */
export function evidenceOfMark(session: SessionRecord, mark: AttendanceMark, now: Instant): NewEvidence[] {
  const { personId, kind } = mark;
  const shared = { personId, source: "by_hand", scheduleVersion: session.scheduleVersion, stayId: null } as const;
  if (kind === "absent") return [{ ...shared, kind, from: now, to: null }];
  const whole: Interval = { from: session.startsAt, to: session.endsAt };
  return (mark.intervals.length > 0 ? mark.intervals : [whole]).map(({ from, to }) => ({ ...shared, kind, from, to }));
}

/** Whether who was there fits an outcome: both sides of a completed session, nobody of the side that did not show. */
export function agreesWith(outcome: Outcome, attendance: readonly PersonAttendance[]): boolean {
  const someone = (role: Side): boolean =>
    attendance.some((person) => person.role === role && person.presence === "present");
  if (outcome === "completed") return someone("mentor") && someone("mentee");
  return !someone(outcome === "mentor_no_show" ? "mentor" : "mentee");
}
