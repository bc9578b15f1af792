import type { Actor } from "./actor.ts";

/** Runs the tenant's programmes. */
export const isAdmin = (actor: Actor): boolean => actor.roles.includes("admin");

/** May see everything of the tenant's programmes: admins, and whoever runs the life of matches. */
export const isStaff = (actor: Actor): boolean =>
  isAdmin(actor) || actor.capabilities.includes("mentorship.match") || actor.roles.includes("internal");

/** Another service of the platform, or one of the product's own. */
export const isService = (actor: Actor): boolean => actor.roles.includes("service") || actor.roles.includes("internal");

/** Whether the caller is the person of this id. */
export const isSelf = (actor: Actor, personId: string): boolean => actor.kind === "person" && actor.id === personId;

/** How much of a person's record a caller may read. `learner`: all but the e-mail address. */
export type PersonView = "full" | "without_finances" | "learner" | "none";

/** Decides it. `assigned`: the person's match with the caller is accepted. */
export function personView(actor: Actor, personId: string, assigned: boolean): PersonView {
  if (isAdmin(actor) || isService(actor)) return "full";
  if (isStaff(actor) || isSelf(actor, personId)) return "without_finances";
  return actor.roles.includes("mentor") && assigned ? "learner" : "none";
}

/** Whether a caller may know that an application exists. */
export const mayKnowApplication = (actor: Actor, personId: string): boolean =>
  isStaff(actor) || isSelf(actor, personId);
