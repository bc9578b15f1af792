import { type CompiledInput, compileInput } from "./compile.ts";
import { digestCompiled, digestOutput } from "./digest.ts";
import { exactSum } from "./exact-sum.ts";
import { fairnessOf } from "./fairness.ts";
import { explainLeftOver } from "./left-over.ts";
import { pickGreedy } from "./pick-greedy.ts";
import { pickOptimal } from "./optimal/pick-optimal.ts";
import type { Picks } from "./picks.ts";
import { scoreOfTerms, termsOf } from "./terms.ts";
import type { MatcherInput, MatcherResult, Proposal } from "./types.ts";

/**
 * Proposes pairs by the input's strategy. Pure: the same input gives the same result, in whatever order its rows come.
 * Throws RangeError when a value is out of bounds or a person is listed twice in one role.
 */
export function match(input: MatcherInput): MatcherResult {
  const compiled = compileInput(input);
  return resultOf(input, compiled, input.strategy === "OPTIMAL" ? pickOptimal(compiled) : pickGreedy(compiled));
}

/** The same, best pair first, whatever strategy the input names; the input's digest is then that of a greedy run. */
export function matchGreedy(input: MatcherInput): MatcherResult {
  return match({ ...input, strategy: "GREEDY" });
}

function resultOf(input: MatcherInput, compiled: CompiledInput, picks: Picks): MatcherResult {
  const proposals: Proposal[] = [];
  for (let i = 0; i < picks.count; i++) proposals.push(proposalOf(compiled, picks, i));
  const total = exactSum(proposals.map((proposal) => proposal.score));
  if (picks.bound !== null && total !== picks.bound) {
    throw new Error(`the proposals add up to ${total} while the prices prove ${picks.bound}`);
  }
  const leftOver = explainLeftOver(compiled, picks);
  return {
    proposals,
    leftOver,
    fairness: fairnessOf(compiled, picks),
    totalScore: Number(total),
    totalScoreBound: picks.bound === null ? null : Number(picks.bound),
    inputDigest: digestCompiled(input, compiled),
    outputDigest: digestOutput(proposals, leftOver),
  };
}

function proposalOf(compiled: CompiledInput, picks: Picks, index: number): Proposal {
  const mentor = picks.mentor[index] ?? 0;
  const mentee = picks.mentee[index] ?? 0;
  const terms = termsOf(compiled, mentor, mentee, picks.seatsFree[index] ?? 0);
  return {
    mentorId: compiled.mentors[mentor]?.personId ?? "",
    menteeId: compiled.mentees[mentee]?.personId ?? "",
    score: scoreOfTerms(compiled.weights, terms),
    terms,
  };
}
