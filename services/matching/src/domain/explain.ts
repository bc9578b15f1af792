import type { ApplicationState } from "./application.ts";
import type { Programme } from "./programme.ts";
import { gateOpen } from "./programme.ts";
import type { Misfit } from "./score-pair.ts";

/** Why a pair can't be proposed now, by the contract's names and in its order. */
export type WhyNot =
  | "SELF_PAIR"
  | "NOT_A_MENTOR"
  | "MENTOR_NOT_APPROVED"
  | "MENTOR_SUSPENDED"
  | "MENTOR_FULL"
  | "NOT_A_MENTEE"
  | "MENTEE_WITHDREW"
  | "MENTEE_SUSPENDED"
  | "MENTEE_HAS_MATCH"
  | "PAIR_BARRED"
  | Misfit
  | "PROGRAMME_NOT_MATCHING";

/** What is known of a pair. `state` undefined: has not applied in that part. */
export interface PairStanding {
  readonly programme: Pick<Programme, "state">;
  readonly self: boolean;
  readonly mentor: { readonly state: ApplicationState | undefined; readonly suspended: boolean };
  readonly mentee: { readonly state: ApplicationState | undefined; readonly suspended: boolean };
  readonly seats: { readonly maxMentees: number; readonly taken: number };
  readonly menteeHasMatch: boolean;
  readonly barred: boolean;
  readonly misfits: readonly Misfit[];
}

/** Everything that speaks against proposing a pair now; empty: a run may propose it. */
export function whyNotOf({ programme, self, mentor, mentee, seats, ...pair }: PairStanding): WhyNot[] {
  const isMentor = mentor.state !== undefined;
  const against: readonly (readonly [WhyNot, boolean])[] = [
    ["SELF_PAIR", self],
    ["NOT_A_MENTOR", !isMentor],
    ["MENTOR_NOT_APPROVED", isMentor && mentor.state !== "APPROVED"],
    ["MENTOR_SUSPENDED", mentor.suspended],
    ["MENTOR_FULL", isMentor && seats.taken >= seats.maxMentees],
    ["NOT_A_MENTEE", mentee.state === undefined],
    ["MENTEE_WITHDREW", mentee.state === "WITHDRAWN"],
    ["MENTEE_SUSPENDED", mentee.suspended],
    ["MENTEE_HAS_MATCH", pair.menteeHasMatch],
    ["PAIR_BARRED", pair.barred],
    ["NOTHING_SHARED", pair.misfits.includes("NOTHING_SHARED")],
    ["BELOW_LEAST_SCORE", pair.misfits.includes("BELOW_LEAST_SCORE")],
    ["PROGRAMME_NOT_MATCHING", !gateOpen(programme, "RUN_MATCHING")],
  ];
  return against.filter(([, holds]) => holds).map(([reason]) => reason);
}
