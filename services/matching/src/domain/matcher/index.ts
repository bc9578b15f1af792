export { compareUtf8 } from "./byte-order.ts";
export { digestInput, digestOutput } from "./digest.ts";
export { explainPair, type Obstacle, type PairExplanation } from "./explain-pair.ts";
export { match, matchGreedy } from "./match.ts";
export {
  type AudienceTerm,
  type BarredPair,
  type CapacityBasis,
  type CapacityTerm,
  DEFAULT_WEIGHTS,
  type Fairness,
  type LeftOver,
  type LeftOverReason,
  type MatcherInput,
  type MatcherMentee,
  type MatcherMentor,
  type MatcherResult,
  type MentorLoad,
  type Proposal,
  type SkillsTerm,
  type Strategy,
  type Terms,
  type Weights,
} from "./types.ts";
