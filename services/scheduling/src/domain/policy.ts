import { type Actor, type Participant, isAdmin, isStaff, isSystem, partsOf } from "./actor.ts";
import type { NoteVisibility } from "./session.ts";

type People = { readonly participants: readonly Participant[] };

/** Which sessions a list may answer: every one of the tenant, those of one person, or none. */
export type SessionScope =
  | { readonly kind: "all" }
  | { readonly kind: "person"; readonly personId: string }
  | { readonly kind: "none" };

export function sessionScope(actor: Actor): SessionScope {
  if (isStaff(actor) || isSystem(actor)) return { kind: "all" };
  const hasSide = actor.roles.includes("mentor") || actor.roles.includes("mentee");
  return actor.kind === "person" && hasSide ? { kind: "person", personId: actor.id } : { kind: "none" };
}

/** Whether the session exists for the actor: its people, admins, staff and the product's own services. */
export function canReadSession(actor: Actor, session: People): boolean {
  return partsOf(actor, session.participants).length > 0;
}

/** Whether the actor may publish this mentor's availability: the mentor, or an admin. */
export function canSetAvailability(actor: Actor, mentorId: string): boolean {
  return isAdmin(actor) || isMentorOneself(actor, mentorId);
}

/** Whether the actor may see what this mentor offers and when they are free: the mentor, staff, and mentees with an accepted match. */
export function canListSlots(actor: Actor, mentorId: string, facts: { readonly hasAcceptedMatch: boolean }): boolean {
  if (isStaff(actor) || isSystem(actor) || isMentorOneself(actor, mentorId)) return true;
  return actor.kind === "person" && actor.roles.includes("mentee") && facts.hasAcceptedMatch;
}

/** Who would meet at a shared slot. `partners`: those of them with whom the actor has an accepted match, on that side. */
export type SharedMeeting = {
  readonly mentorIds: readonly string[];
  readonly learnerIds: readonly string[];
  readonly partners: { readonly asMentor: ReadonlySet<string>; readonly asMentee: ReadonlySet<string> };
};

/**
 * Somebody of the meeting whose time the actor may not look at; undefined when the actor may look at everybody's. Staff may; a mentor with
 * own learners and no other mentor; a mentee alone with own mentors.
 */
export function hiddenFrom(actor: Actor, { mentorIds, learnerIds, partners }: SharedMeeting): string | undefined {
  if (isStaff(actor) || isSystem(actor)) return undefined;
  const asMentor = [
    ...mentorIds.filter((id) => !isMentorOneself(actor, id)),
    ...learnerIds.filter((id) => !partners.asMentor.has(id)),
  ];
  const isMentee = actor.kind === "person" && actor.roles.includes("mentee");
  const asMentee = [
    ...mentorIds.filter((id) => !isMentee || !partners.asMentee.has(id)),
    ...learnerIds.filter((id) => !isMentee || id !== actor.id),
  ];
  return asMentor.length === 0 || asMentee.length === 0 ? undefined : isMentee ? asMentee[0] : asMentor[0];
}

/** Whether the actor may write a note on the session: its mentors, and admins. */
export function canAddNote(actor: Actor, session: People): boolean {
  const parts = partsOf(actor, session.participants);
  return parts.includes("mentor") || parts.includes("admin");
}

export type NoteFact = {
  readonly authorId: string;
  readonly visibility: NoteVisibility;
  /** The one learner of a group whom the note is about; null: all of them. */
  readonly aboutPersonId: string | null;
};

/** What an answer may carry of a note: `outline` is its id and visibility without the text. */
export type NoteView = "text" | "outline" | "none";

/**
 * What the actor sees of a note. Admins read every text. Mentors of the session read `both` and `mentor`, and the outline of their own
 * `admin` notes; learners read `both`, unless it names another learner. Staff and services read none.
 */
export function noteView(actor: Actor, note: NoteFact, session: People): NoteView {
  if (isAdmin(actor)) return "text";
  const parts = partsOf(actor, session.participants);
  if (note.visibility === "admin") {
    const isOwn = note.authorId === actor.id && actor.kind === "person" && actor.roles.includes("mentor");
    return isOwn ? "outline" : "none";
  }
  if (parts.includes("mentor")) return "text";
  const isMeant = note.aboutPersonId === null || note.aboutPersonId === actor.id;
  return parts.includes("mentee") && note.visibility === "both" && isMeant ? "text" : "none";
}

function isMentorOneself(actor: Actor, mentorId: string): boolean {
  return actor.kind === "person" && actor.roles.includes("mentor") && actor.id === mentorId;
}

/** Whether a match exists for the actor: its mentor, its mentee once the mentor has accepted it, staff and the product's own services. */
export function canSeeMatch(
  actor: Actor,
  match: { readonly mentorId: string; readonly menteeId: string; readonly seenByMentee: boolean },
): boolean {
  if (isStaff(actor) || isSystem(actor) || isMentorOneself(actor, match.mentorId)) return true;
  return actor.kind === "person" && actor.roles.includes("mentee") && actor.id === match.menteeId && match.seenByMentee;
}
