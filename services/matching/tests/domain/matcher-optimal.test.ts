import { describe, expect, test } from "@jest/globals";
import { compileInput } from "../../src/domain/matcher/compile.ts";
import { exactSum } from "../../src/domain/matcher/exact-sum.ts";
import {
  compareUtf8,
  DEFAULT_WEIGHTS,
  explainPair,
  type MatcherInput,
  type MatcherMentee,
  type MatcherMentor,
  match,
} from "../../src/domain/matcher/index.ts";
import { proveBound } from "../../src/domain/matcher/optimal/prove-bound.ts";
import { openSearch, seatMentee } from "../../src/domain/matcher/optimal/seat-mentee.ts";
import { openSeating } from "../../src/domain/matcher/optimal/seating.ts";
import { cohort, smallCase } from "./matcher-data.ts";
import { bestByMatrix, bestByTryingAll, leftOverOfOptimal } from "./matcher-optimal-oracle.ts";

const mentor = (personId: string, given: Partial<MatcherMentor> = {}): MatcherMentor => {
  return { personId, tags: ["a"], department: "", batchYear: null, maxMentees: 1, taken: 0, ...given };
};
const mentee = (personId: string, given: Partial<MatcherMentee> = {}): MatcherMentee => {
  return { personId, tags: ["a"], department: "", batchYear: null, ...given };
};
const input = (given: Partial<MatcherInput>): MatcherInput => {
  return {
    strategy: "OPTIMAL",
    weights: DEFAULT_WEIGHTS,
    capacityBasis: "LIVE",
    leastScore: 0,
    mentors: [],
    mentees: [],
    barred: [],
    ...given,
  };
};
const optimal = (given: MatcherInput): MatcherInput => ({ ...given, strategy: "OPTIMAL" });
const pairs = (given: Partial<MatcherInput>) =>
  match(input(given)).proposals.map(({ mentorId, menteeId }) => `${mentorId}+${menteeId}`);
const reasons = (given: Partial<MatcherInput>) =>
  match(input(given)).leftOver.map(({ menteeId, reason }) => `${menteeId}: ${reason}`);
const reached = (given: MatcherInput) => {
  const { totalScore, proposals } = match(optimal(given));
  return { total: totalScore, pairs: proposals.length };
};

describe("reaches the greatest total, and with it the most pairs", () => {
  test("of all ways to seat everybody, on 3,000 small cases of every kind", () => {
    let seated = 0;
    for (let seed = 100_000; seed < 103_000; seed++) {
      const given = smallCase(seed, 4, 6);
      const best = bestByTryingAll(given);
      expect({ seed, ...reached(given) }).toEqual({ seed, ...best });
      seated += best.pairs;
    }
    expect(seated).toBeGreaterThan(1500);
  });

  test("of the textbook's algorithm, which agrees with trying all", () => {
    for (let seed = 110_000; seed < 110_300; seed++) {
      const given = smallCase(seed, 4, 6);
      expect({ seed, ...bestByMatrix(given) }).toEqual({ seed, ...bestByTryingAll(given) });
    }
    for (let seed = 120_000; seed < 120_400; seed++) {
      const given = smallCase(seed, 12, 40);
      expect({ seed, ...reached(given) }).toEqual({ seed, ...bestByMatrix(given) });
    }
  });

  test("with more mentors for a mentee than one reading keeps, seats plenty and scarce", () => {
    for (const [seed, mostSeats] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 12],
    ] as const) {
      const given = cohort(seed, 60, 120, mostSeats);
      expect({ seed, ...reached(given) }).toEqual({ seed, ...bestByMatrix(given) });
    }
  });
});

describe("holds for every case", () => {
  test("the total is the sum of the scores, equals the bound, and is never below that of greedy on seats at the start", () => {
    let greater = 0;
    for (let seed = 130_000; seed < 130_600; seed++) {
      const given = smallCase(seed, 8, 40);
      const { totalScore, totalScoreBound, proposals } = match(optimal(given));
      const greedy = match({ ...given, strategy: "GREEDY", capacityBasis: "AT_START" });
      expect({ seed, bound: totalScoreBound }).toEqual({ seed, bound: totalScore });
      expect(totalScore).toBe(proposals.reduce((sum, proposal) => sum + proposal.score, 0));
      expect(totalScore).toBeGreaterThanOrEqual(greedy.totalScore);
      expect(greedy.totalScoreBound).toBeNull();
      if (totalScore > greedy.totalScore) greater++;
    }
    expect(greater).toBeGreaterThan(20);
  });

  test("each pair may be proposed, tells its terms with seats as at the start, and stands by mentor and mentee", () => {
    for (let seed = 140_000; seed < 140_300; seed++) {
      const given = smallCase(seed, 6, 20);
      const { proposals, fairness } = match(optimal(given));
      for (const { mentorId, menteeId, score, terms } of proposals) {
        expect(explainPair(given, mentorId, menteeId)).toEqual({
          mentorId,
          menteeId,
          obstacles: [],
          scored: { score, terms },
        });
      }
      const sorted = proposals.toSorted(
        (a, b) => compareUtf8(a.mentorId, b.mentorId) || compareUtf8(a.menteeId, b.menteeId),
      );
      expect(proposals).toEqual(sorted);
      expect(new Set(proposals.map((proposal) => proposal.menteeId)).size).toBe(proposals.length);
      for (const { taken, proposed, maxMentees } of fairness.perMentor) {
        expect(proposed).toBeLessThanOrEqual(Math.max(0, maxMentees - taken));
      }
    }
  });

  test("everybody left over is told why", () => {
    const seen = new Set<string>();
    for (let seed = 150_000; seed < 150_600; seed++) {
      const given = smallCase(seed, 5, 12);
      const { proposals, leftOver } = match(optimal(given));
      expect({ seed, leftOver }).toEqual({ seed, leftOver: leftOverOfOptimal(given, proposals) });
      for (const { reason } of leftOver) seen.add(reason);
    }
    expect(seen.size).toBe(5);
  });

  test("the basis of the seat term changes the input's digest and nothing that comes out", () => {
    for (let seed = 160_000; seed < 160_100; seed++) {
      const given = optimal(smallCase(seed, 6, 20));
      const live = match({ ...given, capacityBasis: "LIVE" });
      const atStart = match({ ...given, capacityBasis: "AT_START" });
      expect(live.outputDigest).toBe(atStart.outputDigest);
      expect(live.inputDigest).not.toBe(atStart.inputDigest);
    }
  });
});

describe("what it does that greedy does not", () => {
  test("gives up the best pair where two others together score more", () => {
    const mentors = [mentor("m1", { tags: ["a", "b"] }), mentor("m2", { tags: ["a"] })];
    const mentees = [mentee("e1", { tags: ["a"] }), mentee("e2", { tags: ["b"] })];
    expect(pairs({ strategy: "GREEDY", mentors, mentees })).toEqual(["m1+e1"]);
    expect(pairs({ mentors, mentees })).toEqual(["m1+e2", "m2+e1"]);
  });

  test("seats as many as can be when nothing that they share weighs anything", () => {
    const weights = { skillsThousandths: 0, audienceThousandths: 0, capacityThousandths: 0 };
    const mentors = [mentor("m1", { tags: ["a", "b"] }), mentor("m2", { tags: ["a"] })];
    const mentees = [mentee("e1", { tags: ["a"] }), mentee("e2", { tags: ["b"] }), mentee("e3", { tags: ["a"] })];
    expect(pairs({ weights, mentors, mentees })).toEqual(["m1+e2", "m2+e1"]);
    expect(reasons({ weights, mentors, mentees })).toEqual(["e3: FITTING_MENTORS_FULL"]);
  });

  test("tells who has a pair at the least score that all their mentors are full, although another fits below it", () => {
    const mentors = [mentor("m1"), mentor("m2", { tags: [], department: "law" })];
    const mentees = ["e1", "e2"].map((id) => mentee(id, { department: "law" }));
    const given = { mentors, mentees, leastScore: 2_000_000_000 };
    expect(pairs(given)).toEqual(["m1+e1"]);
    expect(reasons(given)).toEqual(["e2: FITTING_MENTORS_FULL"]);
    expect(reasons({ ...given, mentors: mentors.slice(1) })).toEqual([
      "e1: ONLY_BELOW_LEAST_SCORE",
      "e2: ONLY_BELOW_LEAST_SCORE",
    ]);
  });
});

describe("bounds", () => {
  test.each<[string, Partial<MatcherInput>, string[]]>([
    ["nobody at all", {}, []],
    ["no mentors", { mentees: [mentee("e")] }, ["e: NO_APPROVED_MENTOR"]],
    ["no mentees", { mentors: [mentor("m")] }, []],
    [
      "all barred",
      { mentors: [mentor("m")], mentees: [mentee("e")], barred: [{ mentorId: "m", menteeId: "e" }] },
      ["e: ONLY_BARRED_PAIRS_FIT"],
    ],
    ["all full", { mentors: [mentor("m", { taken: 3 })], mentees: [mentee("e")] }, ["e: FITTING_MENTORS_FULL"]],
    ["oneself alone", { mentors: [mentor("p")], mentees: [mentee("p")] }, ["p: NO_APPROVED_MENTOR"]],
  ])("%s ends well, with a total and a bound of 0", (_, given, told) => {
    expect(match(input(given))).toMatchObject({ proposals: [], totalScore: 0, totalScoreBound: 0 });
    expect(reasons(given)).toEqual(told);
  });

  test("the greatest weights and a least score that only the best reach stay exact", () => {
    const weights = { skillsThousandths: 100_000, audienceThousandths: 100_000, capacityThousandths: 100_000 };
    const best = { department: "law", batchYear: 2000 };
    const mentors = [mentor("m", { ...best, maxMentees: 3 })];
    const mentees = [mentee("e1", best), mentee("e2", best), mentee("e3", { department: "law" })];
    const given = { weights, mentors, mentees, leastScore: 300_000_000_000 };
    expect(match(input(given))).toMatchObject({ totalScore: 600_000_000_000, totalScoreBound: 600_000_000_000 });
    expect(reasons(given)).toEqual(["e3: ONLY_BELOW_LEAST_SCORE"]);
  });

  test("sums are exact beyond what a number holds", () => {
    const scores = Array<number>(40_000).fill(299_999_999_999);
    expect(exactSum(scores)).toBe(299_999_999_999n * 40_000n);
    expect(exactSum([])).toBe(0n);
  });
});

describe("the proof", () => {
  const seated = () => {
    const compiled = compileInput(optimal(cohort(5, 12, 60, 2)));
    const seating = openSeating(compiled);
    const search = openSearch(12, 60);
    for (let rank = 0; rank < 60; rank++) seatMentee(seating, search, rank);
    return seating;
  };

  test("holds for what was seated, in any order of coming in", () => {
    expect(Number(proveBound(seated()).bound)).toBe(match(optimal(cohort(5, 12, 60, 2))).totalScoreBound);
  });

  test.each<[string, (seating: ReturnType<typeof seated>) => void]>([
    ["a surplus that is too small", (seating) => seating.surplus.fill(0)],
    ["a surplus below nothing", (seating) => seating.surplus.fill(-1)],
    ["a seat too many", (seating) => seating.seated.fill(21)],
  ])("fails on %s", (_, spoil) => {
    const seating = seated();
    spoil(seating);
    expect(() => proveBound(seating)).toThrow("not proven the best");
  });
});
