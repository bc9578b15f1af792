import { invalid } from "@mentorship/shared/errors";
import type { AudienceScope } from "./audience.ts";
import type { ProgrammeState } from "./programme-states.ts";

export type CapacityBasis = "LIVE" | "AT_START";

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
};

/** A cohort. */
export interface Programme {
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

/** What an admin writes of a programme. */
export interface ProgrammeDraft {
  readonly name: string;
  readonly description: string;
  readonly audience: AudienceScope;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly settings: Partial<ProgrammeSettings>;
}

/** Throws INVALID_ARGUMENT unless a cohort's end lies after its beginning, where it has both. */
export function assertDates({ startsAt, endsAt }: Pick<Programme, "startsAt" | "endsAt">): void {
  if (!startsAt || !endsAt || startsAt < endsAt) return;
  throw invalid([{ field: "ends_at", description: "must be after the programme's beginning" }]);
}

/** A new programme, in draft. Throws INVALID_ARGUMENT. */
export function draftProgramme(id: string, draft: ProgrammeDraft, now: Date): Programme {
  assertDates(draft);
  return {
    ...draft,
    id,
    state: "DRAFT",
    settings: { ...defaultSettings, ...draft.settings },
    version: 1,
    createdAt: now,
  };
}
