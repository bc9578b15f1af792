import { describe, expect, test } from "@jest/globals";
import type { ScoredCounts } from "../../src/workflows/types.ts";
import { endWords, finishWords, sizeWords, writingWords } from "../../src/workflows/words.ts";

const size = { mentors: 2, mentees: 3, mode: "ADDITIVE", strategy: "GREEDY" } as const;
const scored: ScoredCounts = {
  proposals: 3,
  leftOver: 0,
  chunks: 1,
  replaces: false,
  totalScore: 7,
  inputDigest: "1n",
  outputDigest: "0ut",
  stop: false,
  because: null,
};
const nothing = { ...scored, proposals: 0, leftOver: 3, chunks: 0 };

test.each([
  [size, "2 mentors with a free seat, 3 waiting mentees; strategy greedy, live matches stay"],
  [
    { ...size, mode: "REPLACE_PROPOSED", strategy: "OPTIMAL" } as const,
    "2 mentors with a free seat, 3 waiting mentees; strategy optimal, proposals that nobody has answered are replaced",
  ],
])("what is scored is told in size, strategy and mode", (counts, words) => {
  expect(sizeWords(counts)).toBe(words);
});

describe("how far the writing is", () => {
  const at = { inserted: 1, kept: 2, superseded: 1, leftOver: 4 };
  const none = { inserted: 0, kept: 0, superseded: 5, leftOver: 1 };
  test.each([
    ["proposals", size, scored, at, "1 of 3 proposals written, 4 mentees left over"],
    [
      "and what was replaced, where that was asked for",
      size,
      { ...scored, replaces: true },
      at,
      "1 of 3 proposals written, 2 stay as they were, 1 superseded, 4 mentees left over",
    ],
    [
      "no mentors",
      { ...size, mentors: 0 },
      nothing,
      at,
      "nothing came out since no mentor has a free seat, 4 mentees left over",
    ],
    ["no mentees", { ...size, mentees: 0 }, nothing, at, "nothing came out since no mentee waits, 4 mentees left over"],
    ["no pair", size, nothing, none, "nothing came out since no pair fits, 1 mentee left over"],
    [
      "no pair any more",
      size,
      { ...nothing, replaces: true },
      none,
      "nothing came out since no pair fits, 0 stay as they were, 5 superseded, 1 mentee left over",
    ],
  ])("is told with why it is nothing: %s", (_case, counts, came, progress, words) => {
    expect(writingWords(counts, came, progress)).toBe(words);
  });
});

test("the last step says why there is no more to do", () => {
  expect(finishWords(null, "all")).toBe("finish: all");
  expect(finishWords("PROGRAMME_LEFT_MATCHING", "some")).toBe("finish, programme left matching: some");
});

test("the end is told in outcome, summary, warnings and digests, each where there is one", () => {
  const counts = { mentors: 2, mentees: 3, proposals: 0, inserted: 0, kept: 0, superseded: 0, leftOver: 3 };
  const result = { ...counts, outcome: "SUCCEEDED", summary: "It is done.", warnings: [] };
  expect(endWords(result, undefined)).toBe("SUCCEEDED: It is done.");
  expect(endWords({ ...result, warnings: ["NO_PAIR_FITS", "MENTEES_LEFT_OVER"] }, nothing)).toBe(
    "SUCCEEDED: It is done. Warnings: NO_PAIR_FITS, MENTEES_LEFT_OVER. Digest of the input 1n, of the output 0ut.",
  );
});
