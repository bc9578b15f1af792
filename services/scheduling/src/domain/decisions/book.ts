import { DomainError, type Violation, invalid, notFound } from "@mentorship/shared/errors";
import { type Actor, type Part, type Participant, isAdmin, isStaff, partsOf } from "../actor.ts";
import { SESSION_LENGTH_RULE, isSessionLength } from "../availability.ts";
import { type FitQuestion, firstBrokenRule, requireFit } from "../availability-fit.ts";
import type { Modality, NoteVisibility, SessionDetails, SessionRecord, SessionSettings } from "../session.ts";
import { nameOf } from "../session-actions.ts";
import { textLength } from "../text.ts";
import type { WallTime } from "../time/calendar.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import { type MentorTime, type SessionDecision, requireFuture, startProblems } from "./decision.ts";

export const DEFAULT_LENGTH_MINUTES = 45;

/** What is asked for. The time is an instant with the zone and wall time it was meant in; null stands for what was not given. */
export type BookingRequest = Omit<SessionDetails, "modality" | "notesVisibleTo"> & {
  readonly id: string;
  readonly programmeId: string;
  readonly participants: readonly Participant[];
  readonly startsAt: Instant;
  readonly lengthMinutes: number | null;
  readonly zone: string;
  readonly localStart: WallTime;
  readonly zoneDataVersion: string;
  readonly modality: Modality | null;
  readonly notesVisibleTo: NoteVisibility | null;
  readonly series: SessionRecord["series"];
};

export type MatchFact = {
  readonly id: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly state: string;
};

/** What the booking depends on, as this service knows it now. */
export type BookingFacts = {
  readonly programme: { readonly id: string; readonly state: string } & Pick<SessionSettings, "selfBooking">;
  /** The matches that the participants name. */
  readonly matches: readonly MatchFact[];
  /** One entry for each mentor of the session, read under the locks of the booking. */
  readonly mentors: readonly MentorTime[];
};

/**
 * Books a session. Refuses, in this order: `NOT_FOUND` or `PERMISSION_DENIED` for who may not book for these people, `INVALID_ARGUMENT`
 * with each field, `PROGRAMME_STATE`, `MATCH_STATE`, `TIME_PASSED`, and for mentees `SELF_BOOKING_OFF`, `OUTSIDE_AVAILABILITY`,
 * `SLOT_TAKEN`. Whether the time is free is the store's to decide.
 */
export function bookSession(request: BookingRequest, facts: BookingFacts, actor: Actor, now: Instant): SessionDecision {
  const part = bookingPart(request, facts, actor);
  const lengthMinutes = request.lengthMinutes ?? DEFAULT_LENGTH_MINUTES;
  const problems = bookingProblems(request, facts, part, now);
  if (problems.length > 0) throw invalid(problems);
  requireStates(facts);
  requireFuture(request.startsAt, now);
  const questions = facts.mentors.map(
    ({ availability, busy }): FitQuestion => ({ availability, busy, startsAt: request.startsAt, lengthMinutes, now }),
  );
  if (part === "mentee") {
    if (!facts.programme.selfBooking) {
      throw new DomainError("SELF_BOOKING_OFF", "this programme does not let mentees book by themselves");
    }
    questions.forEach(requireFit);
  }
  const { lengthMinutes: _asked, modality, notesVisibleTo, ...rest } = request;
  const record: SessionRecord = {
    ...rest,
    endsAt: request.startsAt + lengthMinutes * MINUTE,
    modality: modality as Modality,
    notesVisibleTo: notesVisibleTo ?? "both",
    state: "scheduled",
    version: 1,
    scheduleVersion: 1,
    timeSetAt: now,
    bookedBy: actor.id,
    outsideAvailability: firstBrokenRule(questions),
    ruling: null,
    cancellation: null,
  };
  return { record, events: [{ kind: "SessionScheduled" }], evidence: [], part };
}

/** In what part the actor books; a mentee only for themselves. Somebody else's match does not exist for mentors and mentees. */
export function bookingPart(
  request: Pick<BookingRequest, "participants">,
  facts: Pick<BookingFacts, "matches">,
  actor: Actor,
): Part {
  const parts = partsOf(actor, request.participants);
  const others = request.participants.filter((person) => person.role === "mentor" && person.personId !== actor.id);
  if (parts.includes("mentor") && others.length === 0) return "mentor";
  const mentees = request.participants.filter((person) => person.role === "mentee");
  const isHidden = facts.matches.some((match) => match.state === "proposed");
  if (parts.includes("mentee") && mentees.length === 1 && !(isHidden && !isStaff(actor))) return "mentee";
  if (isAdmin(actor)) return "admin";
  if (isStaff(actor)) return "staff";
  if (parts.includes("mentee") && !isHidden) {
    throw new DomainError("PERMISSION_DENIED", "a mentee may book for themselves only");
  }
  if (parts.includes("mentor")) {
    throw new DomainError("PERMISSION_DENIED", "a mentor may book for themselves only, not for other mentors");
  }
  throw notFound("match", mentees[0]?.matchId ?? "");
}

/** Every rule that the request breaks, with the field's path in the contract's names. */
export function bookingProblems(
  request: BookingRequest,
  facts: Pick<BookingFacts, "matches">,
  part: Part,
  now: Instant,
): Violation[] {
  const problems: Violation[] = [];
  const check = (holds: boolean, field: string, description: string): void => {
    if (!holds) problems.push({ field, description });
  };
  const title = textLength(request.title);
  check(title >= 1 && title <= 200, "title", "must be 1 to 200 characters");
  check(request.modality !== null, "modality", "must be given: in_person, video or chat");
  check(isSessionLength(request.lengthMinutes ?? DEFAULT_LENGTH_MINUTES), "length", SESSION_LENGTH_RULE);
  problems.push(...startProblems(request.startsAt, now));
  const setsVisibility = request.notesVisibleTo !== null && request.notesVisibleTo !== "both";
  check(part !== "mentee" || !setsVisibility, "notes_visible_to", "is set by mentors and admins only");
  problems.push(...peopleProblems(request, facts));
  return problems;
}

function peopleProblems(request: BookingRequest, facts: Pick<BookingFacts, "matches">): Violation[] {
  const people = request.participants;
  const mentors = people.filter((person) => person.role === "mentor").map((person) => person.personId);
  const mentees = people.filter((person) => person.role === "mentee");
  const problems: Violation[] = [];
  if (mentors.length === 0 || mentees.length === 0) {
    problems.push({ field: "participants", description: "must name at least one mentor and one mentee" });
  }
  if (new Set(people.map((person) => person.personId)).size !== people.length) {
    problems.push({ field: "participants", description: "must not name a person twice" });
  }
  for (const mentee of mentees) {
    const match = facts.matches.find((one) => one.id === mentee.matchId);
    const belongs =
      match !== undefined &&
      match.programmeId === request.programmeId &&
      match.menteeId === mentee.personId &&
      mentors.includes(match.mentorId);
    if (!belongs) {
      problems.push({
        field: "participants",
        description: "must bring each mentee by a match with a mentor of the session",
      });
    }
  }
  return problems;
}

/** Refuses with PROGRAMME_STATE and MATCH_STATE where nothing can be booked. */
export function requireStates(facts: Pick<BookingFacts, "programme" | "matches">): void {
  const { state } = facts.programme;
  if (state !== "matching" && state !== "active") {
    throw new DomainError("PROGRAMME_STATE", `no session can be booked while the programme is ${state}`, {
      state: nameOf(state),
      allowed_actions: "",
    });
  }
  const unready = facts.matches.find((match) => match.state !== "accepted");
  if (unready !== undefined) {
    throw new DomainError("MATCH_STATE", `a session needs an accepted match; this one is ${unready.state}`, {
      state: nameOf(unready.state),
      allowed_actions: "",
    });
  }
}
