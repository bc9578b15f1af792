import { compileInput } from "./compile.ts";
import { digestCompiled, digestOutput } from "./digest.ts";
import { fairnessOf } from "./fairness.ts";
import { explainLeftOver } from "./left-over.ts";
import { pickGreedy } from "./pick-greedy.ts";
import type { Picks } from "./picks.ts";
import type { CompiledInput } from "./compile.ts";
import { scoreOfTerms, termsOf } from "./terms.ts";
import type { MatcherInput, MatcherResult, Proposal } from "./types.ts";

/**
 * Proposes pairs best first, by the product's score. Pure: the same input gives the same result, in whatever order its
 * rows come. Throws RangeError when a value is out of bounds or a person is listed twice in one role.
 */
export function matchGreedy(input: MatcherInput): MatcherResult {
  const compiled = compileInput(input);
  return resultOf(input, compiled, pickGreedy(compiled), "GREEDY");
}

function resultOf(input: MatcherInput, compiled: CompiledInput, picks: Picks, strategy: string): MatcherResult {
  const proposals: Proposal[] = [];
  for (let i = 0; i < picks.count; i++) proposals.push(proposalOf(compiled, picks, i));
  const leftOver = explainLeftOver(compiled, picks);
  return {
    proposals,
    leftOver,
    fairness: fairnessOf(compiled, picks),
    inputDigest: digestCompiled(input, compiled, strategy),
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
