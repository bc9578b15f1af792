export type RunPhase = "REQUESTED" | "LOADING" | "SCORING" | "INSERTING" | "FINISHED";

export type RunOutcome =
  | "SUCCEEDED"
  | "NO_ELIGIBLE_MENTORS"
  | "NO_ELIGIBLE_MENTEES"
  | "PROGRAMME_LEFT_MATCHING"
  | "CANCELLED"
  | "FAILED";

export type LeftOverReason =
  | "NO_APPROVED_MENTOR"
  | "NOTHING_SHARED"
  | "FITTING_MENTORS_FULL"
  | "ONLY_BARRED_PAIRS"
  | "ONLY_BELOW_LEAST_SCORE"
  | "CHANGED_MEANWHILE";

/** The pairing rules that a run applies. Weights in thousandths, the least score in billionths. */
export interface RunRules {
  readonly skillsWeight: number;
  readonly audienceWeight: number;
  readonly capacityWeight: number;
  readonly capacityBasis: "LIVE" | "AT_START";
  readonly leastScore: number;
}

/** How the live matches lie on the mentors whom a run considered. */
export interface RunFairness {
  readonly idleMentors: number;
  readonly leastLoad: number;
  readonly greatestLoad: number;
  readonly meanLoad: number;
}

/** One run of the matcher over a programme, as its row holds it. */
export interface Run {
  readonly id: string;
  readonly programmeId: string;
  readonly phase: RunPhase;
  readonly outcome: RunOutcome | null;
  readonly summary: string;
  readonly mentorsLoaded: number;
  readonly menteesLoaded: number;
  readonly proposalsScored: number;
  readonly proposalsInserted: number;
  readonly menteesLeftOver: number;
  readonly rules: RunRules | null;
  readonly inputDigest: string;
  readonly outputDigest: string;
  readonly fairness: RunFairness | null;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  /** Rises by one with every change that a watcher is told. */
  readonly version: number;
}

/** Proposals that are written in one transaction. */
export const chunkSize = 500;

/** How many chunks it takes to write so many proposals. */
export const chunksOf = (proposals: number): number => Math.ceil(proposals / chunkSize);

/** A run that was asked for just now. */
export const newRun = (asked: Pick<Run, "id" | "programmeId" | "requestedBy" | "requestedAt">): Run => ({
  ...asked,
  phase: "REQUESTED",
  outcome: null,
  summary: "",
  mentorsLoaded: 0,
  menteesLoaded: 0,
  proposalsScored: 0,
  proposalsInserted: 0,
  menteesLeftOver: 0,
  rules: null,
  inputDigest: "",
  outputDigest: "",
  fairness: null,
  finishedAt: null,
  version: 1,
});
