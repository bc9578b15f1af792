import type { Actor } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import type { MatchAction } from "./match-states.ts";
import { isStaff } from "./policy.ts";

export type ProgrammeState = "DRAFT" | "OPEN" | "MATCHING" | "ACTIVE" | "COMPLETED";

/** What this service keeps of a programme. */
export interface Programme {
  readonly id: string;
  readonly name: string;
  readonly state: ProgrammeState;
  readonly selfBooking: boolean;
  readonly version: number;
}

/** In which states of the programme each of these can be done. */
export const programmeGates: Readonly<
  Record<MatchAction | "RUN_MATCHING" | "PAIR_BY_HAND" | "BOOK_SESSION", readonly ProgrammeState[]>
> = {
  RUN_MATCHING: ["MATCHING"],
  PAIR_BY_HAND: ["MATCHING", "ACTIVE"],
  ACCEPT: ["MATCHING", "ACTIVE"],
  DECLINE: ["MATCHING", "ACTIVE"],
  TERMINATE: ["MATCHING", "ACTIVE", "COMPLETED"],
  BOOK_SESSION: ["MATCHING", "ACTIVE"],
};

export type GatedAction = keyof typeof programmeGates;

/** Whether the programme's state lets this be done. */
export const gateOpen = (programme: Pick<Programme, "state">, action: GatedAction): boolean =>
  programmeGates[action].includes(programme.state);

/** What an admin does to a programme next, from each state; changing it is left to admins. */
const nextOfProgramme: Readonly<Record<ProgrammeState, readonly string[]>> = {
  DRAFT: ["UPDATE", "OPEN"],
  OPEN: ["UPDATE", "START_MATCHING"],
  MATCHING: ["UPDATE", "ACTIVATE"],
  ACTIVE: ["UPDATE", "START_MATCHING", "COMPLETE"],
  COMPLETED: [],
};

/** What this caller may do with a programme in its state, in the contract's order. */
function actionsOn(programme: Pick<Programme, "state">, actor: Actor): string[] {
  if (!isStaff(actor)) return [];
  const moves = actor.roles.includes("admin") ? nextOfProgramme[programme.state] : [];
  return [...moves, ...(["RUN_MATCHING", "PAIR_BY_HAND"] as const).filter((action) => gateOpen(programme, action))];
}

/** Passes or throws PROGRAMME_STATE with the state found and what this caller may do with the programme. */
export function requireRunnable(programme: Pick<Programme, "state">, actor: Actor): void {
  if (gateOpen(programme, "RUN_MATCHING")) return;
  const text = "matching runs only while the programme is in MATCHING";
  throw programmeRefusal(programme, text, actionsOn(programme, actor));
}

/** The same for pairing by hand. */
export function requirePairable(programme: Programme, actor: Actor): void {
  if (gateOpen(programme, "PAIR_BY_HAND")) return;
  const text = "people are paired by hand only while the programme is in MATCHING or ACTIVE";
  throw programmeRefusal(programme, text, actionsOn(programme, actor));
}

/** The refusal PROGRAMME_STATE, with the state found and the actions allowed now. */
export function programmeRefusal(
  programme: Pick<Programme, "state">,
  text: string,
  allowed: readonly string[],
): DomainError {
  const metadata = { state: programme.state, allowed_actions: allowed.join(",") };
  return new DomainError("PROGRAMME_STATE", `${text}; it is in ${programme.state}`, metadata);
}
