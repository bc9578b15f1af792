import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MatchState, WhyNot } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { type Cohort, makeCohort, makeTenant, putPeople, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

const explain = async (cohort: Cohort, mentorId: string, menteeId: string) => {
  const { explanation } = await cohort.matching.explainMatch({ programmeId: cohort.programmeId, mentorId, menteeId });
  if (!explanation) throw new Error("the answer is empty");
  return explanation;
};
const namesOf = (reasons: readonly WhyNot[]) => reasons.map((reason) => WhyNot[reason]);
const whyNot = async (cohort: Cohort, mentorId: string, menteeId: string) =>
  namesOf((await explain(cohort, mentorId, menteeId)).whyNot);

test("a pair that may be proposed has its score with each term, and no reason against it", async () => {
  const cohort = await makeCohort(world, [{ id: "m", seats: 2 }], [{ id: "a", tags: ["sql", "go"] }]);
  expect(await explain(cohort, "m", "a")).toMatchObject({
    programmeId: cohort.programmeId,
    mentorId: "m",
    menteeId: "a",
    canBeProposed: true,
    whyNot: [],
    scoreBillionths: 1_500_000_000n,
    reasons: {
      skills: { axisMillionths: 500_000, weightThousandths: 2_000, sharedTags: ["sql"], focusTags: 2 },
      audience: { axisMillionths: 0, weightThousandths: 1_000, sameDepartment: false, sameDecade: false },
      capacity: { axisMillionths: 1_000_000, weightThousandths: 500, seatsFree: 2, maxMentees: 2 },
    },
    leastScoreBillionths: 0n,
    matchId: "",
    matchState: MatchState.UNSPECIFIED,
    otherMatchId: "",
    seatsTaken: 0,
  });
});

test("every reason that holds is told, and what stands in the way is named", async () => {
  const cohort = await makeCohort(
    world,
    [{ id: "m" }, { id: "n", tags: ["go"] }],
    [{ id: "a" }, { id: "b" }, { id: "c", tags: ["rust"] }],
  );
  await cohort.run();
  const { matches } = await cohort.matching.listMatches({ programmeId: cohort.programmeId });
  const [match] = matches;
  expect(match?.mentee?.person?.personId).toBe("a");
  expect(await explain(cohort, "m", "a")).toMatchObject({
    canBeProposed: false,
    whyNot: [WhyNot.MENTOR_FULL, WhyNot.MENTEE_HAS_MATCH],
    matchId: match?.matchId,
    matchState: MatchState.PROPOSED,
    otherMatchId: "",
    seatsTaken: 1,
    // The seat is taken: nothing of the capacity is left in the score.
    scoreBillionths: 2_000_000_000n,
    reasons: { capacity: { seatsFree: 0, maxMentees: 1 } },
  });
  expect(await explain(cohort, "n", "a")).toMatchObject({
    whyNot: [WhyNot.MENTEE_HAS_MATCH, WhyNot.NOTHING_SHARED],
    matchId: "",
    otherMatchId: match?.matchId,
    seatsTaken: 0,
  });
  expect(await whyNot(cohort, "m", "c")).toEqual(["MENTOR_FULL", "NOTHING_SHARED"]);
  const mentor = await cohort.as("m", "mentor");
  await mentor.declineMatch({ requestId: requestId(), matchId: match?.matchId ?? "" });
  expect(await explain(cohort, "m", "a")).toMatchObject({
    whyNot: [WhyNot.PAIR_BARRED],
    matchId: match?.matchId,
    matchState: MatchState.DECLINED,
    seatsTaken: 0,
  });
});

test("what somebody is not, has left or may not is told from that moment on", async () => {
  const cohort = await makeCohort(world, [{ id: "m" }, { id: "n" }], [{ id: "a" }, { id: "b" }]);
  const { programme, programmeId, applications } = cohort;
  const applicationOf = (id: string) => ({ requestId: requestId(), applicationId: applications.get(id) ?? "" });
  expect(await explain(cohort, "a", "m")).toMatchObject({
    canBeProposed: false,
    whyNot: [WhyNot.NOT_A_MENTOR, WhyNot.NOT_A_MENTEE],
    leastScoreBillionths: 0n,
  });
  expect((await explain(cohort, "a", "m")).scoreBillionths).toBeUndefined();
  expect((await explain(cohort, "a", "m")).reasons).toBeUndefined();
  expect(await whyNot(cohort, "m", "m")).toEqual(["SELF_PAIR", "NOT_A_MENTEE"]);
  await programme.pauseMentor(applicationOf("m"));
  await programme.withdrawApplication(applicationOf("a"));
  expect(await whyNot(cohort, "m", "a")).toEqual(["MENTOR_NOT_APPROVED", "MENTEE_WITHDREW"]);
  await putPeople(cohort, ["n", "b"], { version: 2n, suspended: true });
  expect(await whyNot(cohort, "n", "b")).toEqual(["MENTOR_SUSPENDED", "MENTEE_SUSPENDED"]);
  expect(await whyNot(cohort, "b", "n")).toEqual([
    "NOT_A_MENTOR",
    "MENTOR_SUSPENDED",
    "NOT_A_MENTEE",
    "MENTEE_SUSPENDED",
  ]);
  await programme.activateProgramme({ requestId: requestId(), programmeId });
  expect(await whyNot(cohort, "n", "a")).toEqual(["MENTOR_SUSPENDED", "MENTEE_WITHDREW", "PROGRAMME_NOT_MATCHING"]);
});

test("a score below the least is told with both, and the least is inclusive", async () => {
  const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
  const { programme, programmeId } = cohort;
  for (const [least, expected] of [
    [2_500_000_001n, ["BELOW_LEAST_SCORE"]],
    [2_500_000_000n, []],
  ] as const) {
    const { programme: found } = await programme.getProgramme({ programmeId });
    await programme.updateProgramme({
      requestId: requestId(),
      programmeId,
      version: found?.version ?? 0n,
      settings: { pairingRules: { leastScoreBillionths: least } },
    });
    const explained = await explain(cohort, "m", "a");
    expect([explained.leastScoreBillionths, namesOf(explained.whyNot)]).toEqual([least, expected]);
  }
});

test("people whom the directory does not know, and programmes of others, are not found", async () => {
  const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
  const { matching, programmeId } = cohort;
  for (const [mentorId, menteeId] of [
    ["nobody", "a"],
    ["m", "nobody"],
  ] as const) {
    expect(await refusalOf(matching.explainMatch({ programmeId, mentorId, menteeId }))).toMatchObject({
      code: "NotFound",
      reason: "NOT_FOUND",
      metadata: { resource: "person", id: "nobody" },
    });
  }
  const stranger = await makeTenant(world);
  await putPeople(stranger, ["m", "a"]);
  const theirs = stranger.matching.explainMatch({ programmeId, mentorId: "m", menteeId: "a" });
  expect(await refusalOf(theirs)).toMatchObject({ code: "NotFound", metadata: { resource: "programme" } });
});
