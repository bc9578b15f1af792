/** A weight in thousandths: 2000 means 2. Whole, 0 to 100,000. */
export interface Weights {
  readonly skillsThousandths: number;
  readonly audienceThousandths: number;
  readonly capacityThousandths: number;
}

export const DEFAULT_WEIGHTS: Weights = {
  skillsThousandths: 2000,
  audienceThousandths: 1000,
  capacityThousandths: 500,
};

/** Whether the seat term falls as seats fill during a run (LIVE) or stays as it stood when the run began (AT_START). */
export type CapacityBasis = "LIVE" | "AT_START";

/** GREEDY: the best pair first, in the order of scores. OPTIMAL: the greatest total of scores over all pairs together. */
export type Strategy = "GREEDY" | "OPTIMAL";

/** A mentor as the matcher sees one. An empty department and a null year are unset. `taken` counts live matches. */
export interface MatcherMentor {
  readonly personId: string;
  readonly tags: readonly string[];
  readonly department: string;
  readonly batchYear: number | null;
  readonly maxMentees: number;
  readonly taken: number;
}

/** A mentee as the matcher sees one; `tags` are the focus tags, a set. */
export interface MatcherMentee {
  readonly personId: string;
  readonly tags: readonly string[];
  readonly department: string;
  readonly batchYear: number | null;
}

export interface BarredPair {
  readonly mentorId: string;
  readonly menteeId: string;
}

/**
 * Everything that decides a run. `leastScore` is inclusive and in the unit of a score: thousand-millionths (1e-9).
 * Full mentors may be listed: they get nobody, but tell "all fitting mentors are full" from "nobody fits".
 */
export interface MatcherInput {
  readonly strategy: Strategy;
  readonly weights: Weights;
  /** Decides under GREEDY; OPTIMAL counts seats as they stand at the start, whatever stands here. */
  readonly capacityBasis: CapacityBasis;
  readonly leastScore: bigint | number;
  readonly mentors: readonly MatcherMentor[];
  readonly mentees: readonly MatcherMentee[];
  readonly barred: readonly BarredPair[];
}

export interface SkillsTerm {
  readonly axisMillionths: number;
  /** The mentee's focus tags that the mentor has, in byte order. */
  readonly sharedTags: readonly string[];
  readonly focusTagCount: number;
}

export interface AudienceTerm {
  readonly axisMillionths: number;
  readonly sameDepartment: boolean;
  readonly sameDecade: boolean;
}

export interface CapacityTerm {
  readonly axisMillionths: number;
  /** Free seats that the axis was computed from: before this pair took one (LIVE), or at the start (AT_START). */
  readonly seatsFree: number;
  readonly maxMentees: number;
}

export interface Terms {
  readonly skills: SkillsTerm;
  readonly audience: AudienceTerm;
  readonly capacity: CapacityTerm;
}

/** A pair that the run proposes. `score` is whole, in 1e-9, at most 3e11: exact as a number. */
export interface Proposal {
  readonly mentorId: string;
  readonly menteeId: string;
  readonly score: number;
  readonly terms: Terms;
}

export type LeftOverReason =
  | "NO_APPROVED_MENTOR"
  | "NO_SHARED_TAG_OR_AXIS"
  | "ONLY_BARRED_PAIRS_FIT"
  | "FITTING_MENTORS_FULL"
  | "ONLY_BELOW_LEAST_SCORE";

export interface LeftOver {
  readonly menteeId: string;
  readonly reason: LeftOverReason;
}

/** How the load lies on the mentors given, live matches and proposals together; fractions in millionths, rounded down. */
export interface Fairness {
  readonly mentors: number;
  readonly idleMentors: number;
  readonly loadMin: number;
  readonly loadMax: number;
  readonly loadMeanMillionths: number;
  /** 0 when all carry the same, towards 1,000,000 when one carries all. */
  readonly giniMillionths: number;
  /** One entry per mentor, ids ascending as UTF-8 bytes. */
  readonly perMentor: readonly MentorLoad[];
}

export interface MentorLoad {
  readonly mentorId: string;
  readonly taken: number;
  readonly proposed: number;
  readonly maxMentees: number;
}

/**
 * Proposals in the order in which they were chosen (GREEDY) or by mentor, then mentee (OPTIMAL); left-over mentees by
 * id; digests as SHA-256 in lower-case hex.
 */
export interface MatcherResult {
  readonly proposals: readonly Proposal[];
  readonly leftOver: readonly LeftOver[];
  readonly fairness: Fairness;
  /**
   * The sum of the proposals' scores, whole, in 1e-9. Exact up to 2^53; beyond it, which takes more than 30,000 proposals
   * at weights near their greatest, the nearest number.
   */
  readonly totalScore: number;
  /** OPTIMAL: what no choice of pairs can exceed, proven by prices of seats and equal to `totalScore`. GREEDY: null. */
  readonly totalScoreBound: number | null;
  readonly inputDigest: string;
  readonly outputDigest: string;
}
