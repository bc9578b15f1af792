import { DomainError } from "@mentorship/shared/errors";
import type { Actor } from "./actor.ts";
import { isAdmin, isStaff } from "./policy.ts";

export const programmeStates = ["DRAFT", "OPEN", "MATCHING", "ACTIVE", "COMPLETED"] as const;
export type ProgrammeState = (typeof programmeStates)[number];

export const programmeActions = [
  "UPDATE",
  "OPEN",
  "START_MATCHING",
  "ACTIVATE",
  "COMPLETE",
  "APPLY_AS_MENTOR",
  "APPLY_AS_MENTEE",
  "RUN_MATCHING",
  "PAIR_BY_HAND",
] as const;
export type ProgrammeAction = (typeof programmeActions)[number];

/** State, action, next state. What is not here is refused. */
export const programmeTable: Readonly<
  Record<ProgrammeState, Readonly<Partial<Record<ProgrammeAction, ProgrammeState>>>>
> = {
  DRAFT: { UPDATE: "DRAFT", OPEN: "OPEN" },
  OPEN: { UPDATE: "OPEN", START_MATCHING: "MATCHING", APPLY_AS_MENTOR: "OPEN", APPLY_AS_MENTEE: "OPEN" },
  MATCHING: { UPDATE: "MATCHING", ACTIVATE: "ACTIVE", RUN_MATCHING: "MATCHING", PAIR_BY_HAND: "MATCHING" },
  ACTIVE: { UPDATE: "ACTIVE", START_MATCHING: "MATCHING", COMPLETE: "COMPLETED", PAIR_BY_HAND: "ACTIVE" },
  COMPLETED: {},
};

const roleOr = (role: string) => (actor: Actor) => actor.roles.includes(role) || isAdmin(actor);

/** Who may, in a state that allows it. */
export const programmeActors: Readonly<Record<ProgrammeAction, (actor: Actor) => boolean>> = {
  UPDATE: isAdmin,
  OPEN: isAdmin,
  START_MATCHING: isAdmin,
  ACTIVATE: isAdmin,
  COMPLETE: isAdmin,
  APPLY_AS_MENTOR: roleOr("mentor"),
  APPLY_AS_MENTEE: roleOr("mentee"),
  RUN_MATCHING: isStaff,
  PAIR_BY_HAND: isStaff,
};

/** What the caller may do with a programme in this state, in the order of the contract. */
export function actionsOnProgramme(state: ProgrammeState, actor: Actor): ProgrammeAction[] {
  return programmeActions.filter(
    (action) => programmeTable[state][action] !== undefined && programmeActors[action](actor),
  );
}

/** The state that an action leads to. Throws PROGRAMME_STATE, with what the caller may do instead. */
export function nextProgrammeState(state: ProgrammeState, action: ProgrammeAction, actor: Actor): ProgrammeState {
  const next = programmeTable[state][action];
  if (next === undefined) throw wrongProgrammeState(state, actor);
  return next;
}

/** PROGRAMME_STATE: the programme's state allows no such thing. */
export function wrongProgrammeState(state: ProgrammeState, actor: Actor): DomainError {
  return new DomainError("PROGRAMME_STATE", `the programme is in ${state.toLowerCase()}, where this can't be done`, {
    state,
    allowed_actions: actionsOnProgramme(state, actor).join(","),
  });
}
