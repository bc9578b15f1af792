import { expect, test } from "@jest/globals";
import { type PairStanding, type WhyNot, whyNotOf } from "../../src/domain/explain.ts";

const standing: PairStanding = {
  programme: { state: "MATCHING" },
  self: false,
  mentor: { state: "APPROVED", suspended: false },
  mentee: { state: "APPLIED", suspended: false },
  seats: { maxMentees: 2, taken: 1 },
  menteeHasMatch: false,
  barred: false,
  misfits: [],
};

test("a pair against which nothing speaks can be proposed", () => {
  expect(whyNotOf(standing)).toEqual([]);
});

test.each<[WhyNot[], Partial<PairStanding>]>([
  [["SELF_PAIR"], { self: true }],
  [["NOT_A_MENTOR"], { mentor: { state: undefined, suspended: false }, seats: { maxMentees: 0, taken: 0 } }],
  [["MENTOR_NOT_APPROVED"], { mentor: { state: "APPLIED", suspended: false } }],
  [["MENTOR_NOT_APPROVED"], { mentor: { state: "PAUSED", suspended: false } }],
  [["MENTOR_NOT_APPROVED"], { mentor: { state: "WITHDRAWN", suspended: false } }],
  [["MENTOR_SUSPENDED"], { mentor: { state: "APPROVED", suspended: true } }],
  [["MENTOR_FULL"], { seats: { maxMentees: 2, taken: 2 } }],
  [["MENTOR_FULL"], { seats: { maxMentees: 1, taken: 2 } }],
  [["NOT_A_MENTEE"], { mentee: { state: undefined, suspended: false } }],
  [["MENTEE_WITHDREW"], { mentee: { state: "WITHDRAWN", suspended: false } }],
  [["MENTEE_SUSPENDED"], { mentee: { state: "APPLIED", suspended: true } }],
  [["MENTEE_HAS_MATCH"], { menteeHasMatch: true }],
  [["PAIR_BARRED"], { barred: true }],
  [["NOTHING_SHARED"], { misfits: ["NOTHING_SHARED"] }],
  [["BELOW_LEAST_SCORE"], { misfits: ["BELOW_LEAST_SCORE"] }],
  [["PROGRAMME_NOT_MATCHING"], { programme: { state: "ACTIVE" } }],
])("%j", (expected, over) => {
  expect(whyNotOf({ ...standing, ...over })).toEqual(expected);
});

test("everything that holds is told, in the contract's order", () => {
  expect(
    whyNotOf({
      programme: { state: "COMPLETED" },
      self: true,
      mentor: { state: "PAUSED", suspended: true },
      mentee: { state: "WITHDRAWN", suspended: true },
      seats: { maxMentees: 1, taken: 1 },
      menteeHasMatch: true,
      barred: true,
      misfits: ["NOTHING_SHARED", "BELOW_LEAST_SCORE"],
    }),
  ).toEqual([
    "SELF_PAIR",
    "MENTOR_NOT_APPROVED",
    "MENTOR_SUSPENDED",
    "MENTOR_FULL",
    "MENTEE_WITHDREW",
    "MENTEE_SUSPENDED",
    "MENTEE_HAS_MATCH",
    "PAIR_BARRED",
    "NOTHING_SHARED",
    "BELOW_LEAST_SCORE",
    "PROGRAMME_NOT_MATCHING",
  ]);
});
