import { DomainError, invalid } from "@mentorship/shared/errors";
import type { Actor, Part, Participant, Side } from "../actor.ts";
import type { PersonAttendance, Presence } from "../attendance.ts";
import { allowedActions, nameOf, namesOf } from "../session-actions.ts";
import { agreesWith, evidenceOfMark, requireMarks } from "./marks.ts";
import type { Outcome, SessionRecord } from "../session.ts";
import type { Instant } from "../time/instant.ts";
import { rulingEvent } from "./apply-ruling.ts";
import { type AttendanceMark, type NewEvidence, type SessionDecision, reasonText } from "./decision.ts";

export type OutcomeIntent = {
  readonly kind: "set_outcome";
  readonly outcome: Outcome;
  readonly reason: string | null;
  /** Who was there or not, where it differs from what the outcome says by itself. */
  readonly marks: readonly AttendanceMark[];
  /** What the evidence says so far. */
  readonly attendance: readonly PersonAttendance[];
};

/**
 * Rules by hand; the ruling stands until another by hand. A ruling that changes an earlier one needs a reason. Refuses with
 * `SESSION_STATE` an outcome that stands already, with `INVALID_ARGUMENT` marks that contradict the outcome or name a stranger.
 */
export function setOutcome(
  session: SessionRecord,
  intent: OutcomeIntent,
  actor: Actor,
  part: Part,
  now: Instant,
): SessionDecision {
  if (intent.outcome === session.state) {
    throw new DomainError("SESSION_STATE", "the session has this outcome already", {
      state: nameOf(session.state),
      allowed_actions: namesOf(allowedActions(session, actor, now, { selfBooking: false })),
    });
  }
  const changesRuling = session.state !== "scheduled" && session.state !== "in_progress";
  const reason = reasonText(intent.reason, changesRuling, 500);
  requireMarks(session, "attendance", intent.marks, now);
  const attendance = session.participants.map((person) => attendanceBy(person, session, intent));
  if (!agreesWith(intent.outcome, attendance)) {
    throw invalid([{ field: "attendance", description: `must agree with the outcome ${intent.outcome}` }]);
  }
  const record: SessionRecord = {
    ...session,
    state: intent.outcome,
    version: session.version + 1,
    ruling: { by: "hand", reason: reason ?? "", evidenceIds: [], ruledAt: now, actorId: actor.id },
  };
  const event = rulingEvent(session.state, intent.outcome, "hand", attendance);
  const evidence = attendance.flatMap((person) => evidenceBy(person, session, intent, now));
  return { record, events: [event], evidence, part };
}

/** A mark speaks first, then the outcome, then what was known: a mentor's no-show says nothing of the learners. */
function attendanceBy(person: Participant, session: SessionRecord, intent: OutcomeIntent): PersonAttendance {
  const { personId, role } = person;
  const known = intent.attendance.find((one) => one.personId === personId);
  const mark = markOf(personId, intent);
  const presence = mark?.kind ?? presenceBy(person, known?.presence ?? "unknown", session, intent);
  const marked = Math.min(...(mark?.intervals ?? []).map((one) => one.from));
  const first = Number.isFinite(marked) ? Math.max(marked, session.startsAt) : (known?.since ?? session.startsAt);
  return { personId, role, presence, since: presence === "present" ? first : null };
}

function presenceBy(person: Participant, known: Presence, session: SessionRecord, intent: OutcomeIntent): Presence {
  if (intent.outcome === "mentor_no_show") return person.role === "mentor" ? "absent" : known;
  if (intent.outcome === "learner_no_show" && person.role === "mentee") return "absent";
  // The side was there. Who was missed stays so only while somebody else of the side was seen.
  return known === "absent" && isSideSeen(person.role, session, intent) ? "absent" : "present";
}

function isSideSeen(role: Side, session: SessionRecord, intent: OutcomeIntent): boolean {
  return session.participants.some((person) => {
    if (person.role !== role) return false;
    const known = intent.attendance.find((one) => one.personId === person.personId);
    return (markOf(person.personId, intent)?.kind ?? known?.presence) === "present";
  });
}

function markOf(personId: string, intent: OutcomeIntent): AttendanceMark | undefined {
  return intent.marks.find((mark) => mark.personId === personId);
}

/** What the ruling says of a person, as marks by hand; of whom nothing is known nothing is marked. */
function evidenceBy(
  person: PersonAttendance,
  session: SessionRecord,
  intent: OutcomeIntent,
  now: Instant,
): NewEvidence[] {
  const { personId, presence } = person;
  if (presence === "unknown") return [];
  const given = markOf(personId, intent)?.intervals ?? [];
  const whole = { from: person.since ?? session.startsAt, to: session.endsAt };
  return evidenceOfMark(session, { personId, kind: presence, intervals: given.length > 0 ? given : [whole] }, now);
}
