import { describe, expect, test } from "@jest/globals";
import { composeInput } from "../../src/domain/compose-input.ts";
import { matchGreedy } from "../../src/domain/matcher/index.ts";
import { requireRunnable } from "../../src/domain/programme.ts";
import { chunksOf, newRun, rangeOf, type Run, type RunRules } from "../../src/domain/run.ts";
import { outcomeOf, summaryOf, warningsOf } from "../../src/domain/run-outcome.ts";
import { runFairness } from "../../src/domain/run-result.ts";
import type { RunStop } from "../../src/domain/run-stop.ts";
import { siftProposals } from "../../src/domain/sift-proposals.ts";
import type { DomainError } from "@mentorship/shared/errors";
import { actors, programme } from "./match-data.ts";

const rules: RunRules = {
  strategy: "GREEDY",
  skillsWeight: 2_000,
  audienceWeight: 1_000,
  capacityWeight: 500,
  capacityBasis: "LIVE",
  leastScore: 0,
};
const mentor = (personId: string, maxMentees: number, ...tags: string[]) => ({
  personId,
  maxMentees,
  tags,
  department: "",
  batchYear: null,
});
const mentee = (personId: string, ...tags: string[]) => ({ personId, tags, department: "", batchYear: null });

describe("what a run considers", () => {
  const parts = {
    rules,
    mentors: [mentor("full", 1, "sql"), mentor("free", 2, "go")],
    mentees: [mentee("a", "sql"), mentee("b", "go"), mentee("taken", "go")],
    taken: new Map([["full", 1]]),
    withLiveMatch: new Set(["taken"]),
    barred: [],
    replaceable: [],
  };

  test("mentors with a free seat and mentees without a live match are counted", () => {
    expect(composeInput(parts)).toMatchObject({ mentorsLoaded: 1, menteesLoaded: 2 });
  });

  test("a mentee whom only a full mentor fits learns that the fitting mentors are full", () => {
    const { leftOver } = matchGreedy(composeInput(parts).input);
    expect(leftOver).toEqual([{ menteeId: "a", reason: "FITTING_MENTORS_FULL" }]);
  });

  test("a match that counts as absent gives its mentee and its seat back", () => {
    const replaceable = [{ mentorId: "full", menteeId: "taken" }];
    const { input, ...counts } = composeInput({ ...parts, replaceable });
    expect(counts).toEqual({ mentorsLoaded: 2, menteesLoaded: 3 });
    expect(input.mentors.find(({ personId }) => personId === "full")?.taken).toBe(0);
  });

  test("without any free seat every mentee learns that there is no approved mentor", () => {
    const { input, mentorsLoaded } = composeInput({ ...parts, mentors: [mentor("full", 1, "sql")] });
    expect(mentorsLoaded).toBe(0);
    expect(matchGreedy(input).leftOver.map(({ reason }) => reason)).toEqual([
      "NO_APPROVED_MENTOR",
      "NO_APPROVED_MENTOR",
    ]);
  });
});

describe("which proposals of a chunk still hold", () => {
  const staged = [
    { ordinal: 0, mentorId: "m", menteeId: "a" },
    { ordinal: 1, mentorId: "m", menteeId: "b" },
    { ordinal: 2, mentorId: "n", menteeId: "c" },
  ];
  const facts = {
    freeSeats: new Map([
      ["m", 2],
      ["n", 1],
    ]),
    mentorsTakingPart: new Set(["m", "n"]),
    menteesTakingPart: new Set(["a", "b", "c"]),
    withLiveMatch: new Set<string>(),
    suspended: new Set<string>(),
  };
  const changedBy = (change: Partial<typeof facts>) =>
    siftProposals(staged, { ...facts, ...change }).changed.map(({ menteeId }) => menteeId);

  test.each([
    ["nothing changed", {}, []],
    [
      "the seats go in the order of scoring",
      {
        freeSeats: new Map([
          ["m", 1],
          ["n", 1],
        ]),
      },
      ["b"],
    ],
    [
      "a lowering below what is taken leaves no seat",
      {
        freeSeats: new Map([
          ["m", -1],
          ["n", 1],
        ]),
      },
      ["a", "b"],
    ],
    ["a mentor without seats known gets nobody", { freeSeats: new Map([["m", 2]]) }, ["c"]],
    ["a paused mentor gets nobody", { mentorsTakingPart: new Set(["m"]) }, ["c"]],
    ["a withdrawn mentee gets nobody", { menteesTakingPart: new Set(["b", "c"]) }, ["a"]],
    ["a mentee with a live match gets no other", { withLiveMatch: new Set(["b"]) }, ["b"]],
    ["suspended people are left out", { suspended: new Set(["n", "a"]) }, ["a", "c"]],
  ])("%s", (_name, change, gone) => {
    expect(changedBy(change)).toEqual(gone);
  });

  test("a seat that a left-over mentee did not take goes to the next", () => {
    const { holding } = siftProposals(staged, {
      ...facts,
      freeSeats: new Map([["m", 1]]),
      withLiveMatch: new Set(["a"]),
    });
    expect(holding.map(({ menteeId }) => menteeId)).toEqual(["b"]);
  });
});

describe("how a run ends", () => {
  const run: Run = {
    ...newRun({ id: "r", programmeId: "p", requestedBy: "admin", requestedAt: new Date(0) }),
    phase: "FINISHED",
    outputDigest: "some",
    mentorsLoaded: 4,
    menteesLoaded: 50,
    proposalsScored: 40,
    proposalsInserted: 40,
    leftOver: { FITTING_MENTORS_FULL: 10 },
    writing: { total: 40, replacing: 0, replaced: false, dealt: 40, chunks: 1 },
  };
  test.each([
    [{}, null, "SUCCEEDED"],
    [{ mentorsLoaded: 0 }, null, "NO_ELIGIBLE_MENTORS"],
    [{ menteesLoaded: 0 }, null, "NO_ELIGIBLE_MENTEES"],
    [{ mentorsLoaded: 0, menteesLoaded: 0 }, null, "NO_ELIGIBLE_MENTORS"],
    [{ mentorsLoaded: 0 }, "CANCELLED", "CANCELLED"],
    [{ cancelledBy: "admin" }, null, "CANCELLED"],
    [{}, "PROGRAMME_LEFT_MATCHING", "PROGRAMME_LEFT_MATCHING"],
    [{}, "FAILED", "FAILED"],
  ] as [Partial<Run>, RunStop | null, string][])("%j, stopped by %s: %s", (change, stop, outcome) => {
    expect(outcomeOf({ ...run, ...change }, stop)).toBe(outcome);
  });

  test("the words tell the counts, and what to do about what is left", () => {
    expect(summaryOf({ ...run, proposalsInserted: 15 }, "CANCELLED")).toContain(
      "15 of 40 proposals were written and stay",
    );
    expect(summaryOf(run, "SUCCEEDED")).toBe(
      "Proposed 40 of 50 mentees a mentor. 10 mentees are left over: 10 because every mentor who fits is full.",
    );
    expect(summaryOf({ ...run, leftOver: { CHANGED_MEANWHILE: 3 } }, "SUCCEEDED")).toContain(
      "3 because what they were proposed no longer held",
    );
    expect(summaryOf(run, "NO_ELIGIBLE_MENTORS")).toContain("Approve mentors or raise their seats");
  });

  test("a run that proposed nobody says so in words and by a warning", () => {
    const none = { ...run, proposalsScored: 0, proposalsInserted: 0, leftOver: { NOTHING_SHARED: 50 } };
    expect(summaryOf(none, "SUCCEEDED")).toContain("Nobody was proposed");
    expect(warningsOf(none)).toEqual(["NO_PAIR_FITS", "MENTEES_LEFT_OVER"]);
    expect(warningsOf({ ...none, phase: "INSERTING" })).toEqual([]);
  });
});

test("fairness is told over mentors who had a free seat, what they had before included", () => {
  const perMentor = [
    { mentorId: "full", taken: 3, proposed: 0, maxMentees: 3 },
    { mentorId: "idle", taken: 0, proposed: 0, maxMentees: 3 },
    { mentorId: "some", taken: 1, proposed: 2, maxMentees: 4 },
  ];
  expect(runFairness({ perMentor })).toEqual({
    idleMentors: 1,
    leastLoad: 0,
    greatestLoad: 3,
    meanLoad: 1.5,
    gini: 0.5,
  });
  expect(runFairness({ perMentor: [] })).toEqual({
    idleMentors: 0,
    leastLoad: 0,
    greatestLoad: 0,
    meanLoad: 0,
    gini: 0,
  });
});

test.each([
  [0, 0],
  [1, 1],
  [1_000, 1],
  [1_001, 2],
  [4_870, 5],
])("%i proposals are written in %i parts", (proposals, parts) => {
  expect(chunksOf(proposals)).toBe(parts);
});

test("parts follow one another without a gap, behind what is replaced", () => {
  const writing = { total: 107, replacing: 7, replaced: true, dealt: 7, chunks: 3 };
  const ranges = [0, 1, 2].map((chunk) => rangeOf(writing, chunk));
  expect(ranges).toEqual([
    { from: 7, to: 40 },
    { from: 40, to: 73 },
    { from: 73, to: 107 },
  ]);
});

test.each([
  ["DRAFT", "UPDATE,OPEN"],
  ["OPEN", "UPDATE,START_MATCHING"],
  ["ACTIVE", "UPDATE,START_MATCHING,COMPLETE,PAIR_BY_HAND"],
  ["COMPLETED", ""],
] as const)("matching does not run in %s, and an admin is told what to do: %s", (state, allowed) => {
  let refusal: DomainError | undefined;
  try {
    requireRunnable(programme(state), actors.admin);
  } catch (error) {
    refusal = error as DomainError;
  }
  expect(refusal).toMatchObject({ reason: "PROGRAMME_STATE", metadata: { state, allowed_actions: allowed } });
});

test("matching runs in MATCHING", () => {
  expect(() => requireRunnable(programme("MATCHING"), actors.staff)).not.toThrow();
});
