import { DomainError, notFound } from "@mentorship/shared/errors";
import { type Actor, type Part, partsOf } from "./actor.ts";
import { OPENS_BEFORE, RULING_WINDOW, type SessionRecord, type SessionSettings, type SessionState } from "./session.ts";
import { type Instant, formatInstant } from "./time/instant.ts";

export const SESSION_ACTIONS = [
  "reschedule",
  "cancel",
  "join",
  "check_in",
  "set_outcome",
  "record_attendance",
  "add_note",
  "substitute_mentor",
] as const;

/** What a person can do with a session. */
export type SessionAction = (typeof SESSION_ACTIONS)[number];

type From = "ever" | "opening" | "start";
type Until = "start" | "end" | "ruling_window" | "ever";
type When = { readonly from: From; readonly until: Until };

const BEFORE_START: When = { from: "ever", until: "start" };
const WHILE_OPEN: When = { from: "opening", until: "end" };
const SINCE_START: When = { from: "start", until: "ever" };
const WHILE_REVERSIBLE: When = { from: "start", until: "ruling_window" };
const EVER: When = { from: "ever", until: "ever" };

/** In which states and when an action can be taken. A state that is not named refuses it. */
export const WHEN: Readonly<Record<SessionAction, Readonly<Partial<Record<SessionState, When>>>>> = {
  reschedule: { scheduled: BEFORE_START },
  cancel: { scheduled: BEFORE_START },
  substitute_mentor: { scheduled: BEFORE_START },
  // A late join reopens a no-show, so the doors stay open in it until the end.
  join: { scheduled: WHILE_OPEN, in_progress: WHILE_OPEN, mentor_no_show: WHILE_OPEN, learner_no_show: WHILE_OPEN },
  check_in: { scheduled: WHILE_OPEN, in_progress: WHILE_OPEN, mentor_no_show: WHILE_OPEN, learner_no_show: WHILE_OPEN },
  set_outcome: {
    scheduled: SINCE_START,
    in_progress: SINCE_START,
    completed: WHILE_REVERSIBLE,
    mentor_no_show: WHILE_REVERSIBLE,
    learner_no_show: WHILE_REVERSIBLE,
  },
  record_attendance: {
    scheduled: WHILE_REVERSIBLE,
    in_progress: WHILE_REVERSIBLE,
    completed: WHILE_REVERSIBLE,
    mentor_no_show: WHILE_REVERSIBLE,
    learner_no_show: WHILE_REVERSIBLE,
  },
  add_note: { scheduled: EVER, in_progress: EVER, completed: EVER, mentor_no_show: EVER, learner_no_show: EVER },
};

/** In which part an action may be taken. `mentee` may reschedule only while the programme's self-booking is on. */
export const WHO: Readonly<Record<SessionAction, readonly Part[]>> = {
  reschedule: ["mentor", "mentee", "admin", "staff"],
  cancel: ["mentor", "mentee", "admin", "staff", "system"],
  substitute_mentor: ["admin"],
  join: ["mentor", "mentee"],
  check_in: ["mentor", "mentee"],
  set_outcome: ["mentor", "admin", "staff"],
  record_attendance: ["mentor", "admin", "staff"],
  add_note: ["mentor", "admin"],
};

/** The actions that this actor may take now, in a fixed order. A video session alone can be joined. */
export function allowedActions(
  session: SessionRecord,
  actor: Actor,
  now: Instant,
  settings: Pick<SessionSettings, "selfBooking">,
): SessionAction[] {
  const parts = partsOf(actor, session.participants);
  return SESSION_ACTIONS.filter(
    (action) => actingPart(action, parts, settings) !== null && problemOfTime(session, action, now) === null,
  );
}

/**
 * The part in which the actor takes the action, own sides before offices. Refuses with `NOT_FOUND` (the session is none of theirs),
 * `PERMISSION_DENIED`, `SELF_BOOKING_OFF`, `SESSION_STATE`, `TIME_PASSED`, `TOO_EARLY` or `TOO_LATE`; refusals by state and time carry
 * the state and the actions allowed now.
 */
export function requireAction(
  session: SessionRecord,
  action: SessionAction,
  actor: Actor,
  now: Instant,
  settings: Pick<SessionSettings, "selfBooking">,
): Part {
  const parts = partsOf(actor, session.participants);
  if (parts.length === 0) throw notFound("session", session.id);
  const part = actingPart(action, parts, settings);
  if (part === null) {
    if (action === "reschedule" && parts.includes("mentee")) {
      throw new DomainError("SELF_BOOKING_OFF", "this programme does not let mentees move sessions by themselves");
    }
    throw new DomainError("PERMISSION_DENIED", `this caller may not ${WORDS[action]} this session`);
  }
  const problem = problemOfTime(session, action, now);
  if (problem !== null) {
    const allowed = namesOf(allowedActions(session, actor, now, settings));
    throw new DomainError(problem.reason, problem.message, {
      ...problem.metadata,
      state: nameOf(session.state),
      allowed_actions: allowed,
    });
  }
  return part;
}

/** A state or action as the contract names it, without its prefix. */
export function nameOf(word: string): string {
  return word.toUpperCase();
}

/** Several of them, as metadata of refusals lists them. */
export function namesOf(words: readonly string[]): string {
  return words.map(nameOf).join(",");
}

const WORDS: Readonly<Record<SessionAction, string>> = {
  reschedule: "move",
  cancel: "cancel",
  substitute_mentor: "change the mentors of",
  join: "join",
  check_in: "check in to",
  set_outcome: "rule on",
  record_attendance: "record the attendance of",
  add_note: "write a note on",
};

function actingPart(
  action: SessionAction,
  parts: readonly Part[],
  settings: Pick<SessionSettings, "selfBooking">,
): Part | null {
  const may = (part: Part): boolean =>
    WHO[action].includes(part) && (action !== "reschedule" || part !== "mentee" || settings.selfBooking);
  return parts.find(may) ?? null;
}

type Problem = {
  readonly reason: "SESSION_STATE" | "TIME_PASSED" | "TOO_EARLY" | "TOO_LATE";
  readonly message: string;
  readonly metadata: Record<string, string>;
};

function problemOfTime(session: SessionRecord, action: SessionAction, now: Instant): Problem | null {
  const when = WHEN[action][session.state];
  if (when === undefined || (action === "join" && session.modality !== "video")) {
    const state = action === "join" ? `${session.modality} session that is ${session.state}` : session.state;
    return { reason: "SESSION_STATE", message: `one can't ${WORDS[action]} a session in ${state}`, metadata: {} };
  }
  const opens = opening(session, when.from);
  if (now < opens) {
    const metadata = { starts_at: formatInstant(session.startsAt), opens_at: formatInstant(opens) };
    return { reason: "TOO_EARLY", message: "the session has not begun", metadata };
  }
  const until = closing(session, when.until);
  if (now < until) return null;
  if (when.until === "start") return { reason: "TIME_PASSED", message: "the session has begun", metadata: {} };
  return {
    reason: "TOO_LATE",
    message: "the time for this has passed",
    metadata: { until: formatInstant(until) },
  };
}

function opening(session: SessionRecord, from: From): Instant {
  if (from === "ever") return Number.NEGATIVE_INFINITY;
  return from === "start" ? session.startsAt : session.startsAt - OPENS_BEFORE;
}

function closing(session: SessionRecord, until: Until): Instant {
  if (until === "ever") return Number.POSITIVE_INFINITY;
  if (until === "start") return session.startsAt;
  return until === "end" ? session.endsAt : session.endsAt + RULING_WINDOW;
}
