import { type Violation, invalid } from "@mentorship/shared/errors";
import type { Actor, Participant } from "./actor.ts";
import { type NoteFact, noteView } from "./policy.ts";
import { parseLocalTime, wallTimeOf } from "./time/calendar.ts";

/** Something to be done that comes with a note. */
export type NewActionItem = { readonly text: string; readonly ownerId: string; readonly dueOn: string | null };

type People = { readonly participants: readonly Participant[] };

/**
 * Refuses with `INVALID_ARGUMENT` a note about somebody who is no learner of the session, action items whose owner can't read the note,
 * and days that do not exist.
 */
export function requireNote(session: People, note: NoteFact, items: readonly NewActionItem[], author: Actor): void {
  const problems: Violation[] = [];
  const learners = session.participants.filter((person) => person.role === "mentee");
  if (note.aboutPersonId !== null && !learners.some((person) => person.personId === note.aboutPersonId)) {
    problems.push({ field: "about_person_id", description: "must name a learner of the session" });
  }
  items.forEach((item, index) => {
    if (!canReadAsOwner(item.ownerId, note, session, author)) {
      const description = "must name somebody of the session, or the caller, who may read the note";
      problems.push({ field: `action_items[${index}].owner_id`, description });
    }
    if (item.dueOn !== null && !isDay(item.dueOn)) {
      const description = "there is no such day between 1970 and 2200";
      problems.push({ field: `action_items[${index}].due_on`, description });
    }
  });
  if (problems.length > 0) throw invalid(problems);
}

/** Whether the actor may say that an item is done, or not: its owner, mentors of the session and admins. They can read the note already. */
export function canSetItemDone(actor: Actor, item: { readonly ownerId: string }, session: People): boolean {
  if (actor.roles.includes("admin") || item.ownerId === actor.id) return true;
  return session.participants.some((person) => person.personId === actor.id && person.role === "mentor");
}

function canReadAsOwner(ownerId: string, note: NoteFact, session: People, author: Actor): boolean {
  if (ownerId === author.id && noteView(author, note, session) === "text") return true;
  const person = session.participants.find((one) => one.personId === ownerId);
  if (person === undefined) return false;
  const owner: Actor = { kind: "person", id: ownerId, roles: [person.role], capabilities: [] };
  return noteView(owner, note, session) === "text";
}

function isDay(text: string): boolean {
  const local = parseLocalTime(`${text}T00:00`);
  return local !== null && wallTimeOf(local) !== null && local.year >= 1970 && local.year <= 2199;
}
