import type { Actor } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";

export type ApplicationRole = "MENTOR" | "MENTEE";
export type ApplicationState = "APPLIED" | "APPROVED" | "PAUSED" | "MATCHED" | "WITHDRAWN";

/** What an admin does to an application next, in each state in which nobody is paired; in the contract's order. */
const nextOfApplication: Readonly<Record<ApplicationState, readonly string[]>> = {
  APPLIED: ["APPROVE", "PAUSE", "WITHDRAW", "UPDATE"],
  APPROVED: [],
  PAUSED: ["APPROVE", "RESUME", "WITHDRAW", "UPDATE"],
  MATCHED: [],
  WITHDRAWN: [],
};

/** What somebody does to their own application of these. */
const own: ReadonlySet<string> = new Set(["PAUSE", "WITHDRAW", "UPDATE"]);

/** The refusal APPLICATION_STATE, with the state found and what this caller may do with the application. */
export function applicationRefusal(
  role: ApplicationRole,
  state: ApplicationState,
  personId: string,
  actor: Actor,
): DomainError {
  const isAdmin = actor.roles.includes("admin");
  const isSelf = actor.kind === "person" && actor.id === personId;
  const allowed = nextOfApplication[state].filter((action) => isAdmin || (isSelf && own.has(action)));
  const text = `the ${role.toLowerCase()}'s application is in ${state}, where nobody is paired with them`;
  return new DomainError("APPLICATION_STATE", text, { state, allowed_actions: allowed.join(",") });
}
