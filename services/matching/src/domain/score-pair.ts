import { matcherRules } from "./compose-input.ts";
import type { Reasons } from "./match.ts";
import { explainPair, type MatcherInput, type MatcherMentee, type MatcherMentor } from "./matcher/index.ts";
import type { RunRules } from "./run.ts";
import { reasonsOf } from "./run-result.ts";

/** Why the two fit too little, in the order in which they are told. */
export type Misfit = "NOTHING_SHARED" | "BELOW_LEAST_SCORE";

/** A pair with its score in billionths and each term of it. `misfits` empty: it fits well enough to be proposed. */
export interface ScoredPair {
  readonly score: number;
  readonly reasons: Reasons;
  readonly misfits: readonly Misfit[];
}

/** Scores one pair by the code of the matcher, seats as `mentor` has them. Throws RangeError for values out of bounds. */
export function scorePair(rules: RunRules, mentor: MatcherMentor, mentee: MatcherMentee): ScoredPair {
  const input: MatcherInput = {
    ...matcherRules(rules),
    mentors: [mentor],
    mentees: [mentee],
    barred: [],
  };
  const { scored, obstacles } = explainPair(input, mentor.personId, mentee.personId);
  if (!scored) throw new Error("a pair of two who are both given is always scored");
  const misfits: Misfit[] = [];
  if (obstacles.includes("NO_SHARED_TAG_OR_AXIS")) misfits.push("NOTHING_SHARED");
  if (obstacles.includes("BELOW_LEAST_SCORE")) misfits.push("BELOW_LEAST_SCORE");
  return { score: scored.score, reasons: reasonsOf(scored, rules), misfits };
}
