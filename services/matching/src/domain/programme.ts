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
  Record<MatchAction | "RUN_MATCHING" | "BOOK_SESSION", readonly ProgrammeState[]>
> = {
  RUN_MATCHING: ["MATCHING"],
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

/** Passes or throws PROGRAMME_STATE with the state found and what this caller may do with the programme. */
export function requireRunnable(programme: Programme, actor: Actor): void {
  if (gateOpen(programme, "RUN_MATCHING")) return;
  const allowed = actor.roles.includes("admin") && isStaff(actor) ? nextOfProgramme[programme.state] : [];
  throw programmeRefusal(programme, "matching runs only while the programme is in MATCHING", allowed);
}

/** The refusal PROGRAMME_STATE, with the state found and the actions allowed now. */
export function programmeRefusal(programme: Programme, text: string, allowed: readonly string[]): DomainError {
  const metadata = { state: programme.state, allowed_actions: allowed.join(",") };
  return new DomainError("PROGRAMME_STATE", `${text}; it is in ${programme.state}`, metadata);
}
