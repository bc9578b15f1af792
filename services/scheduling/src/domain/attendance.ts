import type { Participant, Side } from "./actor.ts";
import { RULING_WINDOW, type SessionRecord, type SessionState, graceEndsAt } from "./session.ts";
import type { Instant } from "./time/instant.ts";

export type EvidenceSource = "join_link" | "check_in" | "provider" | "by_hand";

/**
 * What speaks for a person having been there, or (by hand only) for their absence. `from` is when it happened; a presence lasts until
 * `to`, an open one (null) until the end of the session. `recordedAt` is when it was learnt.
 */
export type Evidence = {
  readonly id: string;
  readonly personId: string;
  readonly source: EvidenceSource;
  readonly kind: "present" | "absent";
  readonly from: Instant;
  readonly to: Instant | null;
  readonly recordedAt: Instant;
  /** The session's schedule version when it was recorded. */
  readonly scheduleVersion: number;
  /** The provider's name of the stay that it is of; null unless a provider told of it. */
  readonly stayId: string | null;
};

export type Presence = "present" | "absent" | "unknown";

export type PersonAttendance = {
  readonly personId: string;
  readonly role: Side;
  readonly presence: Presence;
  /** When they were first there within the session; null unless present. */
  readonly since: Instant | null;
};

export type RulingReason =
  | "cancelled"
  | "ruled_by_hand"
  | "already_completed"
  | "not_begun"
  | "within_grace"
  | "both_sides_there"
  | "both_sides_came"
  | "mentor_missing"
  | "learner_missing"
  | "nobody_came"
  | "all_marked_absent"
  | "attendance_unknown";

/** What the rule says. `next` is the state to move to, null when the session stays as it is; the reason says why in both cases. */
export type AttendanceRuling = {
  readonly next: SessionState | null;
  readonly reason: RulingReason;
  readonly evidenceIds: readonly string[];
  readonly attendance: readonly PersonAttendance[];
};

/** `providerReportsEvents`: the meeting's provider tells who joins, so silence means that nobody did. */
export type AttendanceSettings = { readonly graceMinutes: number; readonly providerReportsEvents: boolean };

// A completed session is never undone by evidence: evidence speaks for presence, and what ended well is changed by hand only.
const AUTOMATIC: Readonly<Record<SessionState, readonly SessionState[]>> = {
  scheduled: ["in_progress", "completed", "mentor_no_show", "learner_no_show"],
  in_progress: ["completed", "mentor_no_show", "learner_no_show"],
  mentor_no_show: ["in_progress", "completed", "learner_no_show"],
  learner_no_show: ["in_progress", "completed", "mentor_no_show"],
  completed: [],
  cancelled: [],
};

const REASON_SENTENCES: Readonly<Record<RulingReason, string>> = {
  cancelled: "the session was cancelled",
  ruled_by_hand: "a person has ruled, and only a person changes that",
  already_completed: "the session was completed, and only a person changes that",
  not_begun: "the session has not begun",
  within_grace: "a side has not been seen yet, and the grace period is running",
  both_sides_there: "both sides are there",
  both_sides_came: "the session is over and both sides were there",
  mentor_missing: "a learner came and no mentor did",
  learner_missing: "a mentor came and no learner did",
  nobody_came: "nobody came, as the provider tells who joins",
  all_marked_absent: "nobody came, as was recorded by hand of everyone",
  attendance_unknown: "nothing tells who came, so nobody is called a no-show",
};

/** The reason as a sentence, for histories and logs. */
export function explainRuling(reason: RulingReason): string {
  return REASON_SENTENCES[reason];
}

/**
 * What the evidence says about a session now. A side is seen once any evidence of it overlaps `[start, end)`, whenever it was learnt up to
 * seven days after the end; so the answer does not depend on the order in which evidence arrived or on when the rule ran. In a group one
 * learner, in a panel one mentor stands for the side. Rulings by hand are left alone.
 */
export function ruleAttendance(
  session: SessionRecord,
  evidence: readonly Evidence[],
  now: Instant,
  settings: AttendanceSettings,
): AttendanceRuling {
  const counted = evidence.filter((one) => counts(one, session, now));
  const attendance = attendanceOf(session, evidence, now, settings);
  const verdict = verdictOf(session, attendance, now, settings);
  const moves = verdict.next !== null && AUTOMATIC[session.state].includes(verdict.next);
  return {
    next: moves ? verdict.next : null,
    reason: verdict.reason,
    evidenceIds: counted.map((one) => one.id).sort(),
    attendance,
  };
}

/** Who was there, who was not, and of whom nothing is known. Nobody is absent before the grace period is over, unless marked by hand. */
export function attendanceOf(
  session: SessionRecord,
  evidence: readonly Evidence[],
  now: Instant,
  settings: AttendanceSettings,
): PersonAttendance[] {
  if (session.state === "cancelled" || now < session.startsAt) {
    return session.participants.map(({ personId, role }) => ({ personId, role, presence: "unknown", since: null }));
  }
  const seen = session.participants.map((person) => presenceOf(person, session, evidence, now));
  const someoneSeen = seen.some((one) => one.presence === "present");
  const isJudged =
    now >= graceEndsAt(session, settings.graceMinutes) && (settings.providerReportsEvents || someoneSeen);
  return seen.map((one) => (one.presence === "unknown" && isJudged ? { ...one, presence: "absent" } : one));
}

function verdictOf(
  session: SessionRecord,
  attendance: readonly PersonAttendance[],
  now: Instant,
  settings: AttendanceSettings,
): { readonly next: SessionState | null; readonly reason: RulingReason } {
  if (session.state === "cancelled") return { next: null, reason: "cancelled" };
  if (session.ruling?.by === "hand") return { next: null, reason: "ruled_by_hand" };
  if (session.state === "completed") return { next: null, reason: "already_completed" };
  if (now < session.startsAt) return { next: null, reason: "not_begun" };
  const seen = (role: Side): boolean => attendance.some((one) => one.role === role && one.presence === "present");
  if (seen("mentor") && seen("mentee")) {
    if (now < session.endsAt) return { next: "in_progress", reason: "both_sides_there" };
    return { next: "completed", reason: "both_sides_came" };
  }
  if (now < graceEndsAt(session, settings.graceMinutes)) return { next: null, reason: "within_grace" };
  if (seen("mentor")) return { next: "learner_no_show", reason: "learner_missing" };
  if (seen("mentee")) return { next: "mentor_no_show", reason: "mentor_missing" };
  if (settings.providerReportsEvents) return { next: "mentor_no_show", reason: "nobody_came" };
  // Absences that somebody recorded of every single person leave nothing unknown.
  if (attendance.every((one) => one.presence === "absent")) {
    return { next: "mentor_no_show", reason: "all_marked_absent" };
  }
  return { next: null, reason: "attendance_unknown" };
}

function presenceOf(
  person: Participant,
  session: SessionRecord,
  evidence: readonly Evidence[],
  now: Instant,
): PersonAttendance {
  const own = evidence.filter((one) => one.personId === person.personId && counts(one, session, now));
  const mark = own.filter((one) => one.source === "by_hand").reduce<Evidence | null>(laterMark, null);
  // A mark says what its writer knew by then: an absence outweighs what began before it, and whoever joins afterwards is there.
  const speaking = own.filter(
    (one) => one.kind === "present" && (one.source === "by_hand" ? isOfRecording(one, mark) : outweighs(one, mark)),
  );
  const { personId, role } = person;
  if (speaking.length > 0) {
    const since = Math.max(session.startsAt, Math.min(...speaking.map((one) => one.from)));
    return { personId, role, presence: "present", since };
  }
  return { personId, role, presence: mark?.kind === "absent" ? "absent" : "unknown", since: null };
}

function outweighs(present: Evidence, mark: Evidence | null): boolean {
  return mark === null || mark.kind === "present" || present.from > mark.from;
}

/** Whether a mark was made together with the last one: the stretches of one recording speak together, earlier ones no more. */
function isOfRecording(one: Evidence, last: Evidence | null): boolean {
  return last !== null && one.recordedAt === last.recordedAt && one.kind === last.kind;
}

function laterMark(one: Evidence | null, other: Evidence): Evidence {
  if (one === null || other.recordedAt > one.recordedAt) return other;
  if (other.recordedAt < one.recordedAt) return one;
  return other.id > one.id ? other : one;
}

function counts(one: Evidence, session: SessionRecord, now: Instant): boolean {
  if (one.from > now) return false;
  if (!session.participants.some((person) => person.personId === one.personId)) return false;
  if (one.source !== "by_hand" && one.recordedAt >= session.endsAt + RULING_WINDOW) return false;
  if (one.kind === "absent") return one.scheduleVersion === session.scheduleVersion;
  if (one.from >= session.endsAt) return false;
  // Whoever waited for a session that was then moved is not there at its new time.
  if (one.to === null) return one.scheduleVersion === session.scheduleVersion;
  return one.to > session.startsAt || (one.to === one.from && one.from === session.startsAt);
}
