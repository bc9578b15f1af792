/** Who acts, as a call carries it. `system` is the product itself: the sweep, a workflow's step, a consumer of events. */
export type Actor = {
  readonly kind: "person" | "service" | "system";
  readonly id: string;
  readonly roles: readonly string[];
  readonly capabilities: readonly string[];
};

/** The side of a session that a person is on. */
export type Side = "mentor" | "mentee";

/** In what part somebody acts on a session. `staff`: the capability to run the match lifecycle. */
export type Part = Side | "admin" | "staff" | "system";

/** A person of a session. `matchId` is the accepted match that brings a learner; null for mentors of more than one match. */
export type Participant = { readonly personId: string; readonly role: Side; readonly matchId: string | null };

export function isAdmin(actor: Actor): boolean {
  return actor.roles.includes("admin");
}

/** Whether the actor may run the match lifecycle; an admin may by implication. */
export function isStaff(actor: Actor): boolean {
  return isAdmin(actor) || actor.capabilities.includes("mentorship.match");
}

/** Whether the product itself acts, or one of its services for it. */
export function isSystem(actor: Actor): boolean {
  return actor.kind === "system" || actor.roles.includes("internal");
}

/**
 * The parts in which the actor may act on a session with these participants, own sides first. A side needs both the seat in the session
 * and the role in the token. Empty: the session does not exist for them.
 */
export function partsOf(actor: Actor, participants: readonly Participant[]): Part[] {
  const parts: Part[] = [];
  for (const side of ["mentor", "mentee"] as const) {
    if (isOnSide(actor, participants, side)) parts.push(side);
  }
  if (isAdmin(actor)) parts.push("admin");
  if (isStaff(actor)) parts.push("staff");
  if (isSystem(actor)) parts.push("system");
  return parts;
}

function isOnSide(actor: Actor, participants: readonly Participant[], side: Side): boolean {
  if (actor.kind !== "person" || !actor.roles.includes(side)) return false;
  return participants.some((one) => one.personId === actor.id && one.role === side);
}
