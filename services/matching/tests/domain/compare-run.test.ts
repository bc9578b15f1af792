import { describe, expect, test } from "@jest/globals";
import { compareRun, type RecordedRun } from "../../src/domain/compare-run.ts";
import { match, type MatcherInput } from "../../src/domain/matcher/index.ts";
import { reasonsOf } from "../../src/domain/run-result.ts";

const side = (personId: string, tags: string[]) => ({ personId, tags, department: "", batchYear: null });
const input: MatcherInput = {
  strategy: "GREEDY",
  weights: { skillsThousandths: 2_000, audienceThousandths: 1_000, capacityThousandths: 500 },
  capacityBasis: "LIVE",
  leastScore: 0,
  mentors: [
    { ...side("m", ["sql"]), maxMentees: 2, taken: 0 },
    { ...side("n", ["go"]), maxMentees: 1, taken: 0 },
  ],
  mentees: [side("a", ["sql"]), side("b", ["sql"]), side("c", ["go"]), side("d", ["rust"])],
  barred: [],
};
const anew = match(input);
const weights = { skillsWeight: 2_000, audienceWeight: 1_000, capacityWeight: 500 };
const recorded: RecordedRun = {
  inputDigest: anew.inputDigest,
  outputDigest: anew.outputDigest,
  matches: anew.proposals.map(({ mentorId, menteeId, score, terms }) => ({
    mentorId,
    menteeId,
    score,
    reasons: reasonsOf({ terms }, weights),
  })),
  replaceable: [],
  standing: new Set(),
  leftOver: [{ menteeId: "d", reason: "NOTHING_SHARED" }],
  dealt: 3,
};
/** A proposal that stood when the run loaded, and comes out again. */
const before = { id: "before", mentorId: "n", menteeId: "c" };
const differences = (over: Partial<RecordedRun>) => compareRun({ ...recorded, ...over }, input, anew);
const without = (menteeId: string) => recorded.matches.filter((each) => each.menteeId !== menteeId);
const changed = (menteeId: string, over: object) =>
  recorded.matches.map((each) => (each.menteeId === menteeId ? { ...each, ...over } : each));
const scoreOf = (menteeId: string) => String(recorded.matches.find((each) => each.menteeId === menteeId)?.score);

test("the pairs of this case are those that its expectations speak of", () => {
  expect(recorded.matches.map(({ mentorId, menteeId }) => `${mentorId} ${menteeId}`)).toEqual(["m a", "n c", "m b"]);
});

describe("what is as recorded", () => {
  test.each<[string, Partial<RecordedRun>]>([
    ["a run that wrote everything", {}],
    ["matches in another order", { matches: recorded.matches.toReversed() }],
    [
      "a pair that had changed when it was written",
      {
        matches: without("c"),
        leftOver: [{ menteeId: "c", reason: "CHANGED_MEANWHILE" }, ...recorded.leftOver],
      },
    ],
    [
      "a pair that was there before, and stayed",
      { matches: without("c"), replaceable: [before], standing: new Set(["before"]), dealt: 2 },
    ],
    ["a run that was stopped after its first pair", { matches: recorded.matches.slice(0, 1), dealt: 1 }],
    ["a run that was stopped before its first pair", { matches: [], dealt: 0 }],
  ])("%s", (_, over) => {
    expect(differences(over)).toEqual([]);
  });
});

describe("what differs is named", () => {
  const nobody = { mentorId: "", menteeId: "" };
  test.each<[string, Partial<RecordedRun>, object]>([
    [
      "another digest of the input",
      { inputDigest: "f00" },
      {
        kind: "INPUT_DIGEST",
        ...nobody,
        recorded: "f00",
        recomputed: anew.inputDigest,
      },
    ],
    [
      "another digest of the output",
      { outputDigest: "f00" },
      {
        kind: "OUTPUT_DIGEST",
        ...nobody,
        recorded: "f00",
        recomputed: anew.outputDigest,
      },
    ],
    [
      "another score",
      { matches: changed("a", { score: 1 }) },
      {
        kind: "SCORE",
        mentorId: "m",
        menteeId: "a",
        recorded: "1",
        recomputed: scoreOf("a"),
      },
    ],
    [
      "a match that is gone",
      { matches: without("b") },
      {
        kind: "MATCH_NOT_RECORDED",
        mentorId: "m",
        menteeId: "b",
        recorded: "",
        recomputed: scoreOf("b"),
      },
    ],
    [
      "a match that is gone from what a stopped run wrote",
      { matches: [], dealt: 1 },
      {
        kind: "MATCH_NOT_RECORDED",
        menteeId: "a",
      },
    ],
    [
      "a proposal that stood before, and is gone",
      { matches: without("c"), replaceable: [before], dealt: 2 },
      { kind: "MATCH_NOT_RECORDED", mentorId: "n", menteeId: "c", recorded: "", recomputed: scoreOf("c") },
    ],
    [
      "a match of somebody who was left over",
      {
        matches: [...recorded.matches, { ...(recorded.matches[0] as RecordedRun["matches"][0]), menteeId: "d" }],
      },
      { kind: "MATCH_NOT_RECOMPUTED", mentorId: "m", menteeId: "d", recomputed: "" },
    ],
    [
      "another reason for a mentee left over",
      { leftOver: [{ menteeId: "d", reason: "ONLY_BARRED_PAIRS" }] },
      {
        kind: "LEFT_OVER",
        menteeId: "d",
        recorded: "ONLY_BARRED_PAIRS",
        recomputed: "NOTHING_SHARED",
      },
    ],
    [
      "a mentee left over of whom nothing is recorded",
      { leftOver: [] },
      {
        kind: "LEFT_OVER",
        menteeId: "d",
        recorded: "",
        recomputed: "NOTHING_SHARED",
      },
    ],
    [
      "a mentee left over who has a match all the same",
      {
        leftOver: [...recorded.leftOver, { menteeId: "a", reason: "CHANGED_MEANWHILE" }],
      },
      { kind: "LEFT_OVER", menteeId: "a", recorded: "CHANGED_MEANWHILE", recomputed: "" },
    ],
  ])("%s", (_, over, expected) => {
    expect(differences(over)).toEqual([expect.objectContaining(expected)]);
  });

  test("other reasons, term by term", () => {
    const { reasons } = recorded.matches[0] as RecordedRun["matches"][0];
    const others = [
      { ...reasons, skills: { ...reasons.skills, sharedTags: ["go"] } },
      { ...reasons, audience: { ...reasons.audience, sameDecade: true } },
      { ...reasons, capacity: { ...reasons.capacity, seatsFree: 1 } },
    ];
    for (const other of others) {
      expect(differences({ matches: changed("a", { reasons: other }) })).toMatchObject([
        { kind: "REASONS", mentorId: "m", menteeId: "a" },
      ]);
    }
  });

  test("a match moved to another mentor counts twice: one that does not come out, one that is missing", () => {
    expect(differences({ matches: changed("c", { mentorId: "m" }) }).map(({ kind }) => kind)).toEqual([
      "MATCH_NOT_RECOMPUTED",
      "MATCH_NOT_RECORDED",
    ]);
  });
});
