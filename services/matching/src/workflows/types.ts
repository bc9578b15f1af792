// What travels through Temporal: ids, counts and UTC texts, as plain JSON.

/** Which run a workflow or a step of it is about. `traceId` is the id of the request that asked for it. */
export interface RunRef {
  readonly tenantId: string;
  readonly programmeId: string;
  readonly runId: string;
  readonly traceId: string;
}

export interface MatchingRunInput extends RunRef {
  readonly requestedAt: string;
}

export type RunStopReason = "PROGRAMME_LEFT_MATCHING" | "CANCELLED" | "FAILED";

/** `stop`: there is nothing to score, `because` of what. */
export interface LoadedCounts {
  readonly mentors: number;
  readonly mentees: number;
  readonly mode: "ADDITIVE" | "REPLACE_PROPOSED";
  readonly strategy: string;
  readonly stop: boolean;
  readonly because: RunStopReason | null;
}

/** `chunks`: how many parts it takes to write the proposals. `replaces`: proposals that nobody answered go before. */
export interface ScoredCounts {
  readonly proposals: number;
  readonly leftOver: number;
  readonly chunks: number;
  readonly replaces: boolean;
  readonly totalScore: number;
  readonly inputDigest: string;
  readonly outputDigest: string;
  readonly stop: boolean;
  readonly because: RunStopReason | null;
}

/** All counts are of the whole run so far. `stop`: it must not go on, `because` of what. */
export interface InsertedCounts {
  readonly inserted: number;
  readonly kept: number;
  readonly superseded: number;
  readonly leftOver: number;
  readonly stop: boolean;
  readonly because: RunStopReason | null;
}

/** How a run ended, in counts and words. */
export interface MatchingRunResult {
  readonly outcome: string;
  readonly mentors: number;
  readonly mentees: number;
  readonly proposals: number;
  readonly inserted: number;
  readonly kept: number;
  readonly superseded: number;
  readonly leftOver: number;
  readonly warnings: readonly string[];
  readonly summary: string;
}

export type RunPhaseName = "LOADING" | "SCORING" | "INSERTING" | "FINISHED";

/** The answer of the query `getRunProgress`. */
export interface RunProgress {
  readonly phase: RunPhaseName;
  readonly words: string;
}

/** What a run's workflow lets others do for it. Each may run twice. */
export interface RunActivities {
  loadRun(run: RunRef): Promise<LoadedCounts>;
  scoreRun(run: RunRef): Promise<ScoredCounts>;
  replaceProposals(run: RunRef): Promise<InsertedCounts>;
  insertChunk(run: RunRef, chunk: number): Promise<InsertedCounts>;
  finishRun(run: RunRef, stop: RunStopReason | null): Promise<MatchingRunResult>;
}
