import type { Reasons } from "./match.ts";
import type { Fairness, LeftOverReason as MatcherReason, Proposal } from "./matcher/index.ts";
import type { LeftOverReason, RunFairness, RunRules } from "./run.ts";

/** Why a pair is proposed: each term of its score with its weight. */
export const reasonsOf = (
  { terms }: Pick<Proposal, "terms">,
  rules: Pick<RunRules, "skillsWeight" | "audienceWeight" | "capacityWeight">,
): Reasons => ({
  skills: {
    axis: terms.skills.axisMillionths,
    weight: rules.skillsWeight,
    sharedTags: terms.skills.sharedTags,
    focusTags: terms.skills.focusTagCount,
  },
  audience: {
    axis: terms.audience.axisMillionths,
    weight: rules.audienceWeight,
    sameDepartment: terms.audience.sameDepartment,
    sameDecade: terms.audience.sameDecade,
  },
  capacity: {
    axis: terms.capacity.axisMillionths,
    weight: rules.capacityWeight,
    seatsFree: terms.capacity.seatsFree,
    maxMentees: terms.capacity.maxMentees,
  },
});

/** The matcher's words for why a mentee is left over, in those of the contract. */
export const leftOverReasons: Readonly<Record<MatcherReason, LeftOverReason>> = {
  NO_APPROVED_MENTOR: "NO_APPROVED_MENTOR",
  NO_SHARED_TAG_OR_AXIS: "NOTHING_SHARED",
  ONLY_BARRED_PAIRS_FIT: "ONLY_BARRED_PAIRS",
  FITTING_MENTORS_FULL: "FITTING_MENTORS_FULL",
  ONLY_BELOW_LEAST_SCORE: "ONLY_BELOW_LEAST_SCORE",
};

/** How the load lies on the mentors whom the run considered: those who had a free seat when it loaded. */
export function runFairness({ perMentor }: Pick<Fairness, "perMentor">): RunFairness {
  const loads = perMentor
    .filter((mentor) => mentor.taken < mentor.maxMentees)
    .map((mentor) => mentor.taken + mentor.proposed)
    .sort((a, b) => a - b);
  const total = loads.reduce((sum, load) => sum + load, 0);
  return {
    idleMentors: loads.filter((load) => load === 0).length,
    leastLoad: loads[0] ?? 0,
    greatestLoad: loads.at(-1) ?? 0,
    meanLoad: loads.length === 0 ? 0 : total / loads.length,
    gini: giniOf(loads, total),
  };
}

// Gini = Σ (2i − n − 1)·load(i) / (n·Σ load), i from 1 over ascending loads.
function giniOf(ascending: readonly number[], total: number): number {
  if (total === 0) return 0;
  const n = ascending.length;
  return ascending.reduce((sum, load, index) => sum + (2 * index + 1 - n) * load, 0) / (n * total);
}
