import type { Actor } from "@mentorship/shared/call";
import type { Match } from "./match.ts";
import type { MatchPart } from "./match-states.ts";

type Parties = Pick<Match, "mentorId" | "menteeId" | "acceptedByMentorAt">;

/** Whether the actor runs the life of matches: an admin, or one with the capability. */
export const isStaff = (actor: Actor): boolean =>
  actor.roles.includes("admin") || actor.capabilities.includes("mentorship.match");

const isService = (actor: Actor): boolean => actor.kind === "service" && actor.roles.includes("service");

const isPerson = (actor: Actor, id: string, role: "mentor" | "mentee"): boolean =>
  actor.kind === "person" && actor.id === id && actor.roles.includes(role);

/** As what the actor may act on a match. Empty: they may not know of it. A mentee is none before the mentor has accepted. */
export function partsOf(actor: Actor, match: Parties): MatchPart[] {
  const parts: MatchPart[] = [];
  if (isPerson(actor, match.mentorId, "mentor")) parts.push("mentor");
  if (match.acceptedByMentorAt !== null && isPerson(actor, match.menteeId, "mentee")) parts.push("mentee");
  if (isStaff(actor)) parts.push("staff");
  if (isService(actor)) parts.push("service");
  return parts;
}

/** On which side of a match the actor stands; null on neither. */
export function sideOf(actor: Actor, match: Parties): "MENTOR" | "MENTEE" | null {
  const parts = partsOf(actor, match);
  if (parts.includes("mentor")) return "MENTOR";
  return parts.includes("mentee") ? "MENTEE" : null;
}

/** Which matches a list may answer with: all of the tenant, or those where the actor is the mentor, or a mentee who may know of them. */
export type MatchScope =
  | { readonly kind: "all" }
  | { readonly kind: "own"; readonly personId: string; readonly asMentor: boolean; readonly asMentee: boolean };

export function matchScope(actor: Actor): MatchScope {
  if (isStaff(actor)) return { kind: "all" };
  const person = actor.kind === "person";
  return {
    kind: "own",
    personId: actor.id,
    asMentor: person && actor.roles.includes("mentor"),
    asMentee: person && actor.roles.includes("mentee"),
  };
}
