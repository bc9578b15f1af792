import { describe, expect, test } from "@jest/globals";
import type { Actor } from "@mentorship/shared/call";
import type { DomainError } from "@mentorship/shared/errors";
import { decidePairing, type PairingFacts, type PairingWish } from "../../src/domain/decide-pairing.ts";
import type { RunRules } from "../../src/domain/run.ts";
import { actors, now, person, programme } from "./match-data.ts";

const rules: RunRules = {
  strategy: "GREEDY",
  skillsWeight: 2_000,
  audienceWeight: 1_000,
  capacityWeight: 500,
  capacityBasis: "LIVE",
  leastScore: 0,
};
const side = (personId: string, tags = ["sql"]) => ({ personId, tags, department: "", batchYear: null });
const wish: PairingWish = {
  programmeId: "programme-1",
  mentorId: "mentor-1",
  menteeId: "mentee-1",
  fitOverrideReason: "",
};
const facts: PairingFacts = {
  programme: programme("MATCHING"),
  rules,
  mentor: side("mentor-1"),
  mentee: side("mentee-1"),
  states: { MENTOR: "APPROVED", MENTEE: "APPLIED" },
  suspended: new Set(),
  seats: { maxMentees: 4, taken: 1 },
  live: undefined,
  barring: undefined,
};
const decide = (over: Partial<PairingFacts>, wished: Partial<PairingWish> = {}, actor: Actor = actors.admin) =>
  decidePairing({ ...wish, ...wished }, { ...facts, ...over }, actor, { id: "match-9", now });
const refusalOf = (...input: Parameters<typeof decide>): DomainError | undefined => {
  try {
    decide(...input);
    return undefined;
  } catch (error) {
    return error as DomainError;
  }
};

describe("a pair that may be", () => {
  test("begins in PROPOSED with the score of this moment, of no run, and with who paired it", () => {
    expect(decide({})).toEqual({
      id: "match-9",
      programmeId: "programme-1",
      mentorId: "mentor-1",
      menteeId: "mentee-1",
      state: "PROPOSED",
      // One tag of one, and three of four seats free.
      score: 2_000 * 1_000_000 + 500 * 750_000,
      reasons: {
        skills: { axis: 1_000_000, weight: 2_000, sharedTags: ["sql"], focusTags: 1 },
        audience: { axis: 0, weight: 1_000, sameDepartment: false, sameDecade: false },
        capacity: { axis: 750_000, weight: 500, seatsFree: 3, maxMentees: 4 },
      },
      runId: "",
      pairedBy: "admin-1",
      fitOverrideReason: "",
      proposedAt: now,
      acceptedByMentorAt: null,
      acceptedAt: null,
      endedAt: null,
      endReason: null,
      terminatedReason: "",
      endedBy: "",
      version: 1,
    });
  });

  test.each(["MATCHING", "ACTIVE"] as const)("is paired in a programme in %s", (state) => {
    expect(decide({ programme: programme(state) }).state).toBe("PROPOSED");
  });

  test.each(["APPLIED", "MATCHED"] as const)("is paired while the mentee's application reads %s", (state) => {
    expect(decide({ states: { MENTOR: "APPROVED", MENTEE: state } }).state).toBe("PROPOSED");
  });

  test("keeps no reason for an override that it did not need, and one that it did", () => {
    expect(decide({}, { fitOverrideReason: "they know each other" }).fitOverrideReason).toBe("");
    const unlike = { mentor: side("mentor-1", ["go"]) };
    expect(decide(unlike, { fitOverrideReason: "they know each other" })).toMatchObject({
      score: 500 * 750_000,
      fitOverrideReason: "they know each other",
    });
  });

  test("at just the least score it fits: the least is inclusive", () => {
    const score = 2_000 * 1_000_000 + 500 * 750_000;
    expect(decide({ rules: { ...rules, leastScore: score } }).score).toBe(score);
    expect(refusalOf({ rules: { ...rules, leastScore: score + 1 } })?.metadata).toEqual({
      why: "BELOW_LEAST_SCORE",
      score_billionths: String(score),
    });
  });
});

// Each breaks one rule more than the one below it: the first that holds is told.
type Breach = [
  what: string,
  over: Partial<PairingFacts>,
  wished: Partial<PairingWish>,
  reason: string,
  metadata: object,
];
const breaches: readonly Breach[] = [
  ["one person twice", {}, { menteeId: "mentor-1" }, "SELF_PAIR", { person_id: "mentor-1" }],
  ["no such programme", { programme: undefined }, {}, "NOT_FOUND", { resource: "programme", id: "programme-1" }],
  [
    "a programme that is open",
    { programme: programme("OPEN") },
    {},
    "PROGRAMME_STATE",
    { state: "OPEN", allowed_actions: "UPDATE,START_MATCHING" },
  ],
  [
    "a mentor who has not applied",
    { mentor: undefined, states: { MENTOR: undefined, MENTEE: "WITHDRAWN" } },
    {},
    "NOT_FOUND",
    { resource: "application", id: "mentor-1" },
  ],
  [
    "a mentor who waits for approval",
    { states: { MENTOR: "APPLIED", MENTEE: "WITHDRAWN" } },
    {},
    "APPLICATION_STATE",
    { state: "APPLIED", allowed_actions: "APPROVE,PAUSE,WITHDRAW,UPDATE" },
  ],
  [
    "a paused mentor",
    { states: { MENTOR: "PAUSED", MENTEE: "WITHDRAWN" } },
    {},
    "APPLICATION_STATE",
    { state: "PAUSED", allowed_actions: "APPROVE,RESUME,WITHDRAW,UPDATE" },
  ],
  [
    "a withdrawn mentor",
    { states: { MENTOR: "WITHDRAWN", MENTEE: "WITHDRAWN" } },
    {},
    "APPLICATION_STATE",
    { state: "WITHDRAWN", allowed_actions: "" },
  ],
  [
    "a mentee who has not applied",
    { mentee: undefined, states: { MENTOR: "APPROVED", MENTEE: undefined } },
    {},
    "NOT_FOUND",
    { resource: "application", id: "mentee-1" },
  ],
  [
    "a withdrawn mentee",
    { states: { MENTOR: "APPROVED", MENTEE: "WITHDRAWN" } },
    {},
    "APPLICATION_STATE",
    { state: "WITHDRAWN", allowed_actions: "" },
  ],
  [
    "a suspended mentor",
    { suspended: new Set(["mentee-1", "mentor-1"]) },
    {},
    "PERSON_SUSPENDED",
    { person_id: "mentor-1" },
  ],
  ["a suspended mentee", { suspended: new Set(["mentee-1"]) }, {}, "PERSON_SUSPENDED", { person_id: "mentee-1" }],
  [
    "a mentee with a live match",
    { live: { id: "match-1", state: "ACCEPTED" } },
    {},
    "MENTEE_HAS_MATCH",
    { match_id: "match-1", state: "ACCEPTED" },
  ],
  [
    "a barred pair",
    { barring: { id: "match-2", endReason: "DECLINED_BY_MENTEE" } },
    {},
    "PAIR_BARRED",
    { match_id: "match-2", end_reason: "DECLINED_BY_MENTEE" },
  ],
  ["a full mentor", { seats: { maxMentees: 2, taken: 2 } }, {}, "NO_FREE_SEAT", { max_mentees: "2", taken: "2" }],
  [
    "a pair that shares nothing",
    { mentor: side("mentor-1", ["go"]), rules: { ...rules, leastScore: 10 ** 10 } },
    {},
    "PAIR_DOES_NOT_FIT",
    { why: "NOTHING_SHARED", score_billionths: String(500 * 750_000) },
  ],
];

describe("a pair that may not be", () => {
  test.each(breaches)(
    "%s is refused, and nothing else that holds is told before it",
    (_, over, wished, reason, metadata) => {
      expect(refusalOf(over, wished)).toMatchObject({ reason, metadata });
    },
  );

  test.each(breaches.map(([what], index) => [what, index] as const))(
    "%s goes before all that is checked later",
    (_, index) => {
      const later = breaches.slice(index + 1).toReversed();
      const over = Object.assign({}, ...later.map(([, each]) => each), breaches[index]?.[1]) as Partial<PairingFacts>;
      const [, , wished, reason, metadata] = breaches[index] as Breach;
      expect(refusalOf(over, wished)).toMatchObject({ reason, metadata });
    },
  );

  test("who is no admin is told of actions that they may take themselves alone", () => {
    const states = { MENTOR: "APPLIED", MENTEE: "APPLIED" } as const;
    expect(refusalOf({ states }, {}, actors.staff)?.metadata).toEqual({ state: "APPLIED", allowed_actions: "" });
    const self: Actor = { ...person("mentor-1", "mentor"), capabilities: ["mentorship.match"] };
    expect(refusalOf({ states }, {}, self)?.metadata.allowed_actions).toBe("PAUSE,WITHDRAW,UPDATE");
    const open = { programme: programme("COMPLETED") };
    expect(refusalOf(open, {}, actors.staff)?.metadata).toEqual({ state: "COMPLETED", allowed_actions: "" });
  });
});
