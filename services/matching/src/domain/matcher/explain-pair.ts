import { compileInput } from "./compile.ts";
import { fits, scoreOfTerms, termsOf } from "./terms.ts";
import type { MatcherInput, Terms } from "./types.ts";

/** Why a pair cannot be proposed as things stand. */
export type Obstacle =
  | "MENTOR_NOT_CONSIDERED"
  | "MENTEE_NOT_CONSIDERED"
  | "SELF_PAIR"
  | "BARRED"
  | "MENTOR_FULL"
  | "NO_SHARED_TAG_OR_AXIS"
  | "BELOW_LEAST_SCORE";

/** `score` (1e-9) and `terms` are there when both persons are in the input. No obstacle: the pair may be proposed. */
export interface PairExplanation {
  readonly mentorId: string;
  readonly menteeId: string;
  readonly obstacles: readonly Obstacle[];
  readonly scored: { readonly score: number; readonly terms: Terms } | null;
}

/** Every term of one pair, seats as the input gives them, and all that stands in the way of proposing it. */
export function explainPair(input: MatcherInput, mentorId: string, menteeId: string): PairExplanation {
  const mentors = input.mentors.filter((mentor) => mentor.personId === mentorId);
  const mentees = input.mentees.filter((mentee) => mentee.personId === menteeId);
  const obstacles: Obstacle[] = [];
  if (mentors.length === 0) obstacles.push("MENTOR_NOT_CONSIDERED");
  if (mentees.length === 0) obstacles.push("MENTEE_NOT_CONSIDERED");
  if (mentorId === menteeId) obstacles.push("SELF_PAIR");
  if (input.barred.some((pair) => pair.mentorId === mentorId && pair.menteeId === menteeId)) obstacles.push("BARRED");
  if (mentors.length === 0 || mentees.length === 0) return { mentorId, menteeId, obstacles, scored: null };
  const compiled = compileInput({ ...input, mentors, mentees, barred: [] });
  const seatsFree = compiled.seatsFree[0] ?? 0;
  const terms = termsOf(compiled, 0, 0, seatsFree);
  const score = scoreOfTerms(input.weights, terms);
  if (seatsFree === 0) obstacles.push("MENTOR_FULL");
  if (!fits(terms)) obstacles.push("NO_SHARED_TAG_OR_AXIS");
  if (score < compiled.leastScore) obstacles.push("BELOW_LEAST_SCORE");
  return { mentorId, menteeId, obstacles, scored: { score, terms } };
}
