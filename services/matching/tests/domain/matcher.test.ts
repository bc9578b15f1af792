import { describe, expect, test } from "@jest/globals";
import {
  compareUtf8,
  DEFAULT_WEIGHTS,
  digestInput,
  explainPair,
  type MatcherInput,
  type MatcherMentee,
  type MatcherMentor,
  matchGreedy,
} from "../../src/domain/matcher/index.ts";

const mentor = (personId: string, given: Partial<MatcherMentor> = {}): MatcherMentor => {
  return { personId, tags: ["a"], department: "", batchYear: null, maxMentees: 2, taken: 0, ...given };
};
const mentee = (personId: string, given: Partial<MatcherMentee> = {}): MatcherMentee => {
  return { personId, tags: ["a"], department: "", batchYear: null, ...given };
};
const input = (given: Partial<MatcherInput>): MatcherInput => {
  return {
    strategy: "GREEDY",
    weights: DEFAULT_WEIGHTS,
    capacityBasis: "LIVE",
    leastScore: 0,
    mentors: [],
    mentees: [],
    barred: [],
    ...given,
  };
};
const pairs = (given: Partial<MatcherInput>) =>
  matchGreedy(input(given)).proposals.map((proposal) => `${proposal.mentorId}+${proposal.menteeId}`);
const reasons = (given: Partial<MatcherInput>) =>
  matchGreedy(input(given)).leftOver.map((left) => `${left.menteeId}: ${left.reason}`);

describe("the score", () => {
  test("adds each axis in millionths times its weight in thousandths, and tells all that went in", () => {
    const given = input({
      mentors: [mentor("m", { tags: ["b", "a", "z"], department: "law", batchYear: 1999, maxMentees: 3, taken: 1 })],
      mentees: [mentee("e", { tags: ["c", "b", "a", "a"], department: "law", batchYear: 1990 })],
    });
    expect(matchGreedy(given).proposals).toEqual([
      {
        mentorId: "m",
        menteeId: "e",
        score: 2000 * 666_666 + 1000 * 1_000_000 + 500 * 666_666,
        terms: {
          skills: { axisMillionths: 666_666, sharedTags: ["a", "b"], focusTagCount: 3 },
          audience: { axisMillionths: 1_000_000, sameDepartment: true, sameDecade: true },
          capacity: { axisMillionths: 666_666, seatsFree: 2, maxMentees: 3 },
        },
      },
    ]);
  });

  test.each<[string, Partial<MatcherMentor>, Partial<MatcherMentee>, boolean, boolean]>([
    ["an empty department equals no empty one", { department: "" }, { department: "" }, false, false],
    ["departments differ by case", { department: "Law" }, { department: "law" }, false, false],
    ["1990 and 1999 are one decade", { batchYear: 1990 }, { batchYear: 1999 }, false, true],
    ["1999 and 2000 are not", { batchYear: 1999 }, { batchYear: 2000 }, false, false],
    ["an unset year equals no unset one", { batchYear: null }, { batchYear: null }, false, false],
    ["year 0 is a year", { batchYear: 0 }, { batchYear: 9 }, false, true],
    ["-1 and 0 lie in two decades", { batchYear: -1 }, { batchYear: 0 }, false, false],
  ])("%s", (_, ofMentor, ofMentee, sameDepartment, sameDecade) => {
    const { scored } = explainPair(
      input({ mentors: [mentor("m", ofMentor)], mentees: [mentee("e", ofMentee)] }),
      "m",
      "e",
    );
    expect(scored?.terms.audience).toMatchObject({ sameDepartment, sameDecade });
  });

  test("stays exact at the greatest weights, beyond 31 bits", () => {
    const most = { skillsThousandths: 100_000, audienceThousandths: 100_000, capacityThousandths: 100_000 };
    const best = { department: "law", batchYear: 2000 };
    const given = { weights: most, mentors: [mentor("m", best)], mentees: [mentee("e", best)] };
    expect(matchGreedy(input(given)).proposals[0]?.score).toBe(300_000_000_000);
  });
});

describe("the order of choosing", () => {
  test("seats that fill count under LIVE and do not under AT_START", () => {
    const mentors = [mentor("m1"), mentor("m2")];
    const mentees = [mentee("e1"), mentee("e2")];
    expect(pairs({ mentors, mentees })).toEqual(["m1+e1", "m2+e2"]);
    expect(pairs({ mentors, mentees, capacityBasis: "AT_START" })).toEqual(["m1+e1", "m1+e2"]);
  });

  test("seats taken before the run lower the seat term from the start", () => {
    const mentors = [mentor("m1", { taken: 1 }), mentor("m2")];
    expect(pairs({ mentors, mentees: [mentee("e1")] })).toEqual(["m2+e1"]);
  });

  test("ties go to the smaller ids as UTF-8 bytes, also where UTF-16 says otherwise", () => {
    const astral = "\u{1f600}";
    const high = "\uffee";
    expect(astral < high).toBe(true);
    expect(pairs({ mentors: [mentor(astral), mentor(high)], mentees: [mentee("e")] })).toEqual([`${high}+e`]);
    expect(pairs({ mentors: [mentor("m")], mentees: [mentee(astral), mentee(high)] })).toEqual([
      `m+${high}`,
      `m+${astral}`,
    ]);
  });

  test("comparing as UTF-8 bytes agrees with the bytes for every kind of character", () => {
    const texts = [
      "",
      "a",
      "ab",
      "z",
      "é",
      "\u07ff",
      "\u0800",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "\u{10000}",
      "\u{10ffff}",
    ];
    for (const a of texts) {
      for (const b of texts) {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }
    }
  });

  test("a mentor with many mentees of one fit takes them by id, more than are read at once", () => {
    const ids = Array.from({ length: 300 }, (_, index) => `e${String(index).padStart(3, "0")}`);
    const given = { mentors: [mentor("m", { maxMentees: 250 })], mentees: ids.toReversed().map((id) => mentee(id)) };
    expect(pairs(given)).toEqual(ids.slice(0, 250).map((id) => `m+${id}`));
  });
});

describe("what is never proposed", () => {
  test("a pair that shares no tag and no axis, however many seats are free", () => {
    const weights = { ...DEFAULT_WEIGHTS, capacityThousandths: 100_000 };
    const given = { weights, mentors: [mentor("m", { tags: ["b"] })], mentees: [mentee("e")] };
    expect(pairs(given)).toEqual([]);
    expect(reasons(given)).toEqual(["e: NO_SHARED_TAG_OR_AXIS"]);
  });

  test("a pair that shares something is proposed even when its weight is zero", () => {
    const weights = { skillsThousandths: 0, audienceThousandths: 0, capacityThousandths: 0 };
    expect(pairs({ weights, mentors: [mentor("m")], mentees: [mentee("e")] })).toEqual(["m+e"]);
  });

  test("a person with themselves", () => {
    const given = { mentors: [mentor("p"), mentor("q", { tags: ["z"] })], mentees: [mentee("p")] };
    expect(pairs(given)).toEqual([]);
    expect(reasons(given)).toEqual(["p: NO_SHARED_TAG_OR_AXIS"]);
    expect(reasons({ mentors: [mentor("p")], mentees: [mentee("p")] })).toEqual(["p: NO_APPROVED_MENTOR"]);
  });

  test("a barred pair", () => {
    const barred = [{ mentorId: "m1", menteeId: "e" }];
    expect(pairs({ mentors: [mentor("m1"), mentor("m2")], mentees: [mentee("e")], barred })).toEqual(["m2+e"]);
    expect(reasons({ mentors: [mentor("m1")], mentees: [mentee("e")], barred })).toEqual(["e: ONLY_BARRED_PAIRS_FIT"]);
  });

  test("a mentor without a free seat, also when the limit was lowered below what is taken", () => {
    for (const full of [mentor("m", { taken: 2 }), mentor("m", { taken: 5 }), mentor("m", { maxMentees: 0 })]) {
      expect(reasons({ mentors: [full], mentees: [mentee("e")] })).toEqual(["e: FITTING_MENTORS_FULL"]);
    }
  });

  test("a pair below the least score; one that reaches it exactly is", () => {
    const given = { mentors: [mentor("m")], mentees: [mentee("e")] };
    expect(pairs({ ...given, leastScore: 2_500_000_000 })).toEqual(["m+e"]);
    expect(pairs({ ...given, leastScore: 2_500_000_000n })).toEqual(["m+e"]);
    expect(reasons({ ...given, leastScore: 2_500_000_001n })).toEqual(["e: ONLY_BELOW_LEAST_SCORE"]);
  });

  test("a pair that falls below the least score as the mentor's seats fill", () => {
    const given = { mentors: [mentor("m")], mentees: [mentee("e1"), mentee("e2")], leastScore: 2_400_000_000 };
    expect(pairs(given)).toEqual(["m+e1"]);
    expect(reasons(given)).toEqual(["e2: ONLY_BELOW_LEAST_SCORE"]);
    expect(pairs({ ...given, capacityBasis: "AT_START" })).toEqual(["m+e1", "m+e2"]);
  });
});

describe("the result of a run", () => {
  test("no mentors leaves every mentee over, no mentees nobody; both end well", () => {
    expect(reasons({ mentees: [mentee("e2"), mentee("e1")] })).toEqual([
      "e1: NO_APPROVED_MENTOR",
      "e2: NO_APPROVED_MENTOR",
    ]);
    const empty = matchGreedy(input({ mentors: [mentor("m")] }));
    expect(empty).toMatchObject({ proposals: [], leftOver: [], fairness: { mentors: 1, idleMentors: 1 } });
    expect(matchGreedy(input({})).fairness).toMatchObject({ mentors: 0, loadMin: 0, loadMax: 0, giniMillionths: 0 });
  });

  test("fairness counts live matches and proposals together", () => {
    const mentors = [mentor("m1", { maxMentees: 4, taken: 3 }), mentor("m2"), mentor("m3", { tags: ["z"] })];
    const { fairness } = matchGreedy(input({ mentors, mentees: [mentee("e1")] }));
    expect(fairness).toEqual({
      mentors: 3,
      idleMentors: 1,
      loadMin: 0,
      loadMax: 3,
      loadMeanMillionths: 1_333_333,
      // Loads 0, 1, 3: (−2·0 + 0·1 + 2·3) / (3·4).
      giniMillionths: 500_000,
      perMentor: [
        { mentorId: "m1", taken: 3, proposed: 0, maxMentees: 4 },
        { mentorId: "m2", taken: 0, proposed: 1, maxMentees: 2 },
        { mentorId: "m3", taken: 0, proposed: 0, maxMentees: 2 },
      ],
    });
  });

  test("the input digest changes with every value that decides, and only with these", () => {
    const given = input({
      mentors: [mentor("m")],
      mentees: [mentee("e", { tags: ["a", "b"] })],
      barred: [{ mentorId: "m", menteeId: "x" }],
    });
    const same = input({ ...given, leastScore: 0n, mentees: [mentee("e", { tags: ["b", "a", "b"] })] });
    expect(digestInput(same)).toBe(digestInput(given));
    expect(matchGreedy(given).inputDigest).toBe(digestInput(given));
    const others: MatcherInput[] = [
      { ...given, strategy: "OPTIMAL" },
      { ...given, leastScore: 1 },
      { ...given, capacityBasis: "AT_START" },
      { ...given, weights: { ...DEFAULT_WEIGHTS, skillsThousandths: 2001 } },
      { ...given, barred: [] },
      { ...given, mentors: [mentor("m", { taken: 1 })] },
      { ...given, mentors: [mentor("m", { maxMentees: 3 })] },
      { ...given, mentors: [mentor("m", { tags: ["b"] })] },
      { ...given, mentees: [mentee("e", { tags: ["a", "b"], department: "law" })] },
      { ...given, mentees: [mentee("e", { tags: ["a", "b"], batchYear: 1990 })] },
      { ...given, mentees: [mentee("f", { tags: ["a", "b"] })] },
    ];
    expect(new Set([given, ...others].map(digestInput)).size).toBe(others.length + 1);
  });

  test.each<[string, Partial<MatcherInput>, string]>([
    ["a mentor twice", { mentors: [mentor("m"), mentor("m")] }, "mentor m is listed twice"],
    ["a mentee twice", { mentees: [mentee("e"), mentee("e")] }, "mentee e is listed twice"],
    ["a weight above 100", { weights: { ...DEFAULT_WEIGHTS, skillsThousandths: 100_001 } }, "skillsThousandths"],
    ["a negative weight", { weights: { ...DEFAULT_WEIGHTS, audienceThousandths: -1 } }, "audienceThousandths"],
    ["half a seat", { mentors: [mentor("m", { maxMentees: 1.5 })] }, "maxMentees of m"],
    ["a year that is no number", { mentees: [mentee("e", { batchYear: Number.NaN })] }, "batchYear of e"],
    ["a least score beyond what is exact", { leastScore: 2n ** 60n }, "leastScore"],
  ])("refuses %s and says so", (_, given, told) => {
    expect(() => matchGreedy(input(given))).toThrow(RangeError);
    expect(() => matchGreedy(input(given))).toThrow(told);
  });
});

describe("explaining a pair", () => {
  test("gives terms and score of a pair that can be proposed, equal to the proposal's", () => {
    const given = input({ mentors: [mentor("m")], mentees: [mentee("e")] });
    const [proposal] = matchGreedy(given).proposals;
    const explained = explainPair(given, "m", "e");
    expect(explained.obstacles).toEqual([]);
    expect(explained.scored).toEqual({ score: proposal?.score, terms: proposal?.terms });
  });

  test("names everything that stands in the way", () => {
    const given = input({
      mentors: [mentor("m", { taken: 2 }), mentor("p", { tags: ["z"] })],
      mentees: [mentee("e"), mentee("p")],
      barred: [{ mentorId: "m", menteeId: "e" }],
      leastScore: 9_000_000_000,
    });
    expect(explainPair(given, "m", "e").obstacles).toEqual(["BARRED", "MENTOR_FULL", "BELOW_LEAST_SCORE"]);
    expect(explainPair(given, "p", "p").obstacles).toEqual(["SELF_PAIR", "NO_SHARED_TAG_OR_AXIS", "BELOW_LEAST_SCORE"]);
    expect(explainPair(given, "x", "y")).toEqual({
      mentorId: "x",
      menteeId: "y",
      obstacles: ["MENTOR_NOT_CONSIDERED", "MENTEE_NOT_CONSIDERED"],
      scored: null,
    });
  });
});
