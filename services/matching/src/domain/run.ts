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

/** How many mentees were left over, by reason. Reasons that nobody has are absent. */
export type LeftOverCounts = Readonly<Partial<Record<LeftOverReason, number>>>;

/** What a run does with proposals that nobody has answered: they stay, or count as absent. */
export type RunMode = "ADDITIVE" | "REPLACE_PROPOSED";

/** How pairs are chosen: the best first, or so that the scores add up to the most. */
export type PairingStrategy = "GREEDY" | "OPTIMAL";

/** The pairing rules that a run applies. Weights in thousandths, the least score in billionths. */
export interface RunRules {
  readonly strategy: PairingStrategy;
  readonly skillsWeight: number;
  readonly audienceWeight: number;
  readonly capacityWeight: number;
  readonly capacityBasis: "LIVE" | "AT_START";
  readonly leastScore: number;
}

/** How the live matches lie on the mentors whom a run considered. `gini` is 0 (all alike) to 1 (all with one). */
export interface RunFairness {
  readonly idleMentors: number;
  readonly leastLoad: number;
  readonly greatestLoad: number;
  readonly meanLoad: number;
  readonly gini: number;
}

/** How far the writing is. Proposals count in the order in which they are written; those that stand already are not among them. */
export interface RunWriting {
  /** Proposals to write. */
  readonly total: number;
  /** The first of them, which are written in one transaction with the endings that free what they need. */
  readonly replacing: number;
  /** Whether the endings are done. */
  readonly replaced: boolean;
  /** The first of them that are dealt with: written, or left over since they no longer held. */
  readonly dealt: number;
  /** In how many parts the others are written. */
  readonly chunks: number;
}

/** One run of the matcher over a programme, as its row holds it. */
export interface Run {
  readonly id: string;
  readonly programmeId: string;
  readonly mode: RunMode;
  /** The strategy that was asked for; null: the programme's. */
  readonly strategy: PairingStrategy | null;
  readonly phase: RunPhase;
  readonly outcome: RunOutcome | null;
  readonly summary: string;
  readonly mentorsLoaded: number;
  readonly menteesLoaded: number;
  readonly proposalsScored: number;
  readonly proposalsInserted: number;
  readonly proposalsKept: number;
  readonly proposalsSuperseded: number;
  readonly leftOver: LeftOverCounts;
  /** Null until it has loaded. */
  readonly rules: RunRules | null;
  readonly inputDigest: string;
  readonly outputDigest: string;
  readonly fairness: RunFairness | null;
  /** The sum of the scores of all that came out, in billionths. */
  readonly totalScore: number;
  /** What no choice of pairs could exceed; null unless the strategy is optimal. */
  readonly totalScoreBound: number | null;
  readonly writing: RunWriting;
  /** When it began to write. */
  readonly writingSince: Date | null;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** Who asked to cancel it; empty: nobody. */
  readonly cancelledBy: string;
  readonly finishedAt: Date | null;
  /** Rises by one with every change that a watcher is told. */
  readonly version: number;
}

/** Proposals that are written in one transaction. */
export const chunkSize = 1_000;

/** How many chunks it takes to write so many proposals. */
export const chunksOf = (proposals: number): number => Math.ceil(proposals / chunkSize);

/** Which proposals the chunk of that number, from 0, is to write: `[from, to)` in the order of writing. */
export function rangeOf({ total, replacing, chunks }: RunWriting, chunk: number): { from: number; to: number } {
  const boundary = (at: number): number => replacing + Math.floor(((total - replacing) * at) / chunks);
  return { from: boundary(chunk), to: boundary(chunk + 1) };
}

/** How many mentees are left over in all. */
export const countOf = (leftOver: LeftOverCounts): number => Object.values(leftOver).reduce((sum, n) => sum + n, 0);

/** The counts with some more of one reason. */
export const withMore = (counts: LeftOverCounts, reason: LeftOverReason, more: number): LeftOverCounts =>
  more === 0 ? counts : { ...counts, [reason]: (counts[reason] ?? 0) + more };

type Asked = Pick<Run, "id" | "programmeId" | "requestedBy" | "requestedAt"> & Partial<Pick<Run, "mode" | "strategy">>;

/** A run that was asked for just now; additive and as the programme says unless something else was asked for. */
export const newRun = (asked: Asked): Run => ({
  mode: "ADDITIVE",
  strategy: null,
  ...asked,
  phase: "REQUESTED",
  outcome: null,
  summary: "",
  mentorsLoaded: 0,
  menteesLoaded: 0,
  proposalsScored: 0,
  proposalsInserted: 0,
  proposalsKept: 0,
  proposalsSuperseded: 0,
  leftOver: {},
  rules: null,
  inputDigest: "",
  outputDigest: "",
  fairness: null,
  totalScore: 0,
  totalScoreBound: null,
  writing: { total: 0, replacing: 0, replaced: false, dealt: 0, chunks: 0 },
  writingSince: null,
  cancelledBy: "",
  finishedAt: null,
  version: 1,
});
