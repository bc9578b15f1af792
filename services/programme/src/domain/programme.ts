import { invalid } from "@mentorship/shared/errors";
import type { AudienceScope } from "./audience.ts";
import { decidePhases, type Phase, type PhaseWish } from "./phases.ts";
import type { ProgrammeState } from "./programme-states.ts";

export type CapacityBasis = "LIVE" | "AT_START";
export type PairingStrategy = "GREEDY" | "OPTIMAL";

/** How a programme works, every value filled in. Weights in thousandths, scores in billionths, times in milliseconds. */
export interface ProgrammeSettings {
  readonly mentorCapacityDefault: number;
  readonly autoApproveMentors: boolean;
  readonly selfBooking: boolean;
  readonly noShowGraceMs: number;
  readonly lateCancelWindowMs: number;
  readonly blindCopy: boolean;
  readonly skillsWeight: number;
  readonly audienceWeight: number;
  readonly capacityWeight: number;
  readonly capacityBasis: CapacityBasis;
  readonly leastScore: number;
  readonly strategy: PairingStrategy;
}

/** What a programme works by where nothing else is said. */
export const defaultSettings: ProgrammeSettings = {
  mentorCapacityDefault: 20,
  autoApproveMentors: false,
  selfBooking: true,
  noShowGraceMs: 10 * 60_000,
  lateCancelWindowMs: 24 * 3_600_000,
  blindCopy: true,
  skillsWeight: 2_000,
  audienceWeight: 1_000,
  capacityWeight: 500,
  capacityBasis: "LIVE",
  leastScore: 0,
  strategy: "GREEDY",
};

/** A cohort without its course: what applications are decided by. */
export interface ProgrammeCore {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly state: ProgrammeState;
  readonly audience: AudienceScope;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly settings: ProgrammeSettings;
  readonly version: number;
  readonly createdAt: Date;
}

/** A cohort. Its phases stand in their order. */
export interface Programme extends ProgrammeCore {
  readonly phases: readonly Phase[];
}

/** What an admin writes of a programme. */
export interface ProgrammeDraft {
  readonly name: string;
  readonly description: string;
  readonly audience: AudienceScope;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly settings: Partial<ProgrammeSettings>;
  readonly phases: readonly PhaseWish[];
}

/** Throws INVALID_ARGUMENT unless a cohort's end lies after its beginning, where it has both. */
export function assertDates({ startsAt, endsAt }: Pick<Programme, "startsAt" | "endsAt">): void {
  if (!startsAt || !endsAt || startsAt < endsAt) return;
  throw invalid([{ field: "ends_at", description: "must be after the programme's beginning" }]);
}

/** A new programme, in draft; its phases get ids from `newId`. Throws INVALID_ARGUMENT. */
export function draftProgramme(id: string, draft: ProgrammeDraft, now: Date, newId: () => string): Programme {
  assertDates(draft);
  return {
    ...draft,
    id,
    state: "DRAFT",
    settings: { ...defaultSettings, ...draft.settings },
    phases: decidePhases(draft.phases, [], newId, "phases"),
    version: 1,
    createdAt: now,
  };
}
