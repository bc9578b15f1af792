import type { LeftOverReason, RunFairness } from "../domain/run.ts";
import type { ProposedPair } from "../store/proposals.ts";
import type { ReplaceableMatch } from "../store/replaceable.ts";

/** What came out of scoring a run, in figures. */
export interface ScoredFigures {
  /** Pairs that came out. */
  readonly proposals: number;
  /** Of these, pairs that do not stand yet and are to be written. */
  readonly toWrite: number;
  /** The first of them, which are written in one transaction with the endings that free what they need. */
  readonly replacing: number;
  readonly fairness: RunFairness;
  readonly totalScore: number;
  readonly totalScoreBound: number | null;
  readonly inputDigest: string;
  readonly outputDigest: string;
}

/** What becomes of the live proposals that counted as absent. */
export interface Replacement {
  readonly kept: readonly ReplaceableMatch[];
  readonly ended: readonly ReplaceableMatch[];
}

/** Mentees left over, by reason. */
export type LeftOverIds = Readonly<Partial<Record<LeftOverReason, readonly string[]>>>;

/** What came out of scoring a run. It lies in the thread that scored it; each question fetches a part. */
export interface ScoredRun {
  readonly figures: ScoredFigures;
  /** Proposals `[from, to)` in the order in which they are written. */
  part(from: number, to: number): Promise<readonly ProposedPair[]>;
  replacement(): Promise<Replacement>;
  leftOver(): Promise<LeftOverIds>;
}

/** What the thread is asked: first `score`, at last `forget`. */
export type ScoringQuestion =
  | { readonly kind: "score"; readonly packed: Uint8Array; readonly replaceable: readonly ReplaceableMatch[] }
  | { readonly kind: "part"; readonly from: number; readonly to: number }
  | { readonly kind: "replacement" }
  | { readonly kind: "leftOver" }
  | { readonly kind: "forget" };

/** Its answer to a question; `refused`: the matcher's words about an input that it does not take. */
export type ScoringReply = { readonly answer: unknown } | { readonly refused: string };
