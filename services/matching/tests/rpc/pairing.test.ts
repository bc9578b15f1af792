import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ApplicationState, MatchAction, MatchEndReason, MatchState } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { applicationIn, type Cohort, makeCohort, makeTenant, putPeople, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

const matchesOf = async (cohort: Cohort) =>
  (await cohort.matching.listMatches({ programmeId: cohort.programmeId, pageSize: 500 })).matches;
const rowsOf = <Row>(cohort: Cohort, text: string) => world.sql<Row>(text, [cohort.id]);
const seatOf = async (cohort: Cohort, mentorId: string) =>
  (
    await world.sql<{ taken: number; max_mentees: number }>(
      "select taken, max_mentees from matching.mentor_seat where tenant_id = $1 and mentor_id = $2",
      [cohort.id, mentorId],
    )
  )[0];
/** Pairs two of a cohort by hand, as its admin unless said. */
const pair = (cohort: Cohort, mentorId: string, menteeId: string, fitOverrideReason = "") =>
  cohort.matching.createMatch({
    requestId: requestId(),
    programmeId: cohort.programmeId,
    mentorId,
    menteeId,
    fitOverrideReason,
  });
const one = (): Promise<Cohort> => makeCohort(world, [{ id: "m", seats: 4 }], [{ id: "a" }]);

describe("pairing by hand", () => {
  test("proposes the pair with the score of this moment, of no run, and the match lives as any other", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 4 }], [{ id: "a" }, { id: "b", tags: ["sql", "go"] }]);
    await pair(cohort, "m", "a");
    const { match } = await pair(cohort, "m", "b");
    expect(match).toMatchObject({
      state: MatchState.PROPOSED,
      mentor: { person: { personId: "m", displayName: "Name of m" } },
      mentee: { person: { personId: "b" }, tags: ["sql", "go"] },
      // One of two tags, and three of four seats free.
      scoreBillionths: 2_000n * 500_000n + 500n * 750_000n,
      reasons: { skills: { sharedTags: ["sql"], focusTags: 2 }, capacity: { seatsFree: 3, maxMentees: 4 } },
      runId: "",
      pairedBy: "admin-1",
      fitOverrideReason: "",
      version: 1n,
      allowedActions: [MatchAction.TERMINATE],
    });
    const matchId = match?.matchId ?? "";
    const events = "select 1 from matching.outbox where tenant_id = $1 and subject = 'mentorship.match.proposed'";
    expect(await rowsOf(cohort, events)).toHaveLength(2);
    const audit = await world.sql<{ actor_id: string; after: object }>(
      "select actor_id, after from matching.audit_entry where tenant_id = $1 and action = 'match.proposed' and entity_id = $2",
      [cohort.id, matchId],
    );
    expect(audit).toMatchObject([
      { actor_id: "admin-1", after: { paired_by: "admin-1", run_id: "", state: "PROPOSED" } },
    ]);
    expect(await seatOf(cohort, "m")).toEqual({ taken: 2, max_mentees: 4 });
    await applicationIn(world, cohort, "b", ApplicationState.MATCHED);
    const [mentor, mentee] = [await cohort.as("m", "mentor"), await cohort.as("b", "mentee")];
    expect(await refusalOf(mentee.getMatch({ matchId }))).toMatchObject({ reason: "NOT_FOUND" });
    const seen = await mentor.acceptMatch({ requestId: requestId(), matchId });
    expect(seen.match).toMatchObject({ state: MatchState.ACCEPTED_BY_MENTOR, pairedBy: "", fitOverrideReason: "" });
    const accepted = await mentee.acceptMatch({ requestId: requestId(), matchId });
    expect(accepted.match).toMatchObject({ state: MatchState.ACCEPTED, pairedBy: "" });
  });

  test("the score is that of a run and of the explanation", async () => {
    const [byHand, byRun] = [await one(), await one()];
    const explained = await byHand.matching.explainMatch({
      programmeId: byHand.programmeId,
      mentorId: "m",
      menteeId: "a",
    });
    const { match } = await pair(byHand, "m", "a");
    await byRun.run();
    const [proposed] = await matchesOf(byRun);
    expect(match?.reasons).toEqual(proposed?.reasons);
    expect(match?.reasons).toEqual(explained.explanation?.reasons);
    expect(match?.scoreBillionths).toBe(proposed?.scoreBillionths);
    expect(match?.scoreBillionths).toBe(explained.explanation?.scoreBillionths);
    expect(proposed).toMatchObject({ pairedBy: "" });
  });

  test("works in an active programme, not in an open nor in a completed one", async () => {
    const cohort = await one();
    const { programme, programmeId } = cohort;
    await programme.activateProgramme({ requestId: requestId(), programmeId });
    await pair(cohort, "m", "a");
    await programme.completeProgramme({ requestId: requestId(), programmeId });
    expect(await refusalOf(pair(cohort, "m", "a"))).toMatchObject({
      code: "FailedPrecondition",
      reason: "PROGRAMME_STATE",
      metadata: { state: "COMPLETED", allowed_actions: "" },
    });
    const created = await programme.createProgramme({ requestId: requestId(), name: "Autumn", description: "Another" });
    const open = { ...cohort, programmeId: created.programme?.programmeId ?? "" };
    await programme.openProgramme({ requestId: requestId(), programmeId: open.programmeId });
    expect(await refusalOf(pair(open, "m", "a"))).toMatchObject({
      reason: "PROGRAMME_STATE",
      metadata: { state: "OPEN", allowed_actions: "UPDATE,START_MATCHING" },
    });
  });

  test("a run leaves the hand-made pair alone and proposes the others", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 2 }], [{ id: "a" }, { id: "b" }]);
    const { match } = await pair(cohort, "m", "b");
    expect(await cohort.run()).toMatchObject({ proposalsInserted: 1 });
    const found = await matchesOf(cohort);
    expect(found.map(({ mentee, runId }) => [mentee?.person?.personId, runId === ""])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    expect(found[1]?.matchId).toBe(match?.matchId);
  });

  test("a pair that fits too little is told why and with what score; with a reason it is paired, and staff alone read the reason", async () => {
    const cohort = await makeCohort(world, [{ id: "m", tags: ["go"], seats: 2 }], [{ id: "a" }]);
    expect(await refusalOf(pair(cohort, "m", "a"))).toMatchObject({
      code: "FailedPrecondition",
      reason: "PAIR_DOES_NOT_FIT",
      metadata: { why: "NOTHING_SHARED", score_billionths: "500000000" },
    });
    expect(await matchesOf(cohort)).toEqual([]);
    const { match } = await pair(cohort, "m", "a", "they asked for each other");
    const matchId = match?.matchId ?? "";
    expect(match).toMatchObject({ fitOverrideReason: "they asked for each other", scoreBillionths: 500_000_000n });
    const mentor = await cohort.as("m", "mentor");
    expect((await mentor.getMatch({ matchId })).match).toMatchObject({ fitOverrideReason: "", pairedBy: "" });
    expect((await mentor.listMatches({})).matches).toMatchObject([{ fitOverrideReason: "", pairedBy: "" }]);
    const staff = await cohort.as("staff-1", "mentee", ["mentorship.match"]);
    await putPeople(cohort, ["staff-1"]);
    expect((await staff.getMatch({ matchId })).match?.fitOverrideReason).toBe("they asked for each other");
    const [entry] = await rowsOf<{ after: Record<string, string> }>(
      cohort,
      "select after from matching.audit_entry where tenant_id = $1 and action = 'match.proposed'",
    );
    expect(entry?.after.fit_override_reason).toMatch(/^sha256:/);
    const told = await rowsOf<{ payload: Buffer }>(cohort, "select payload from matching.outbox where tenant_id = $1");
    expect(told.some(({ payload }) => payload.toString("utf8").includes("they asked"))).toBe(false);
  });

  test("below the programme's least score it is refused with that score, and at it not", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 2 }], [{ id: "a" }]);
    const { programme, programmeId } = cohort;
    const least = async (leastScoreBillionths: bigint) => {
      const { programme: found } = await programme.getProgramme({ programmeId });
      await programme.updateProgramme({
        requestId: requestId(),
        programmeId,
        version: found?.version ?? 0n,
        settings: { pairingRules: { leastScoreBillionths } },
      });
    };
    await least(2_500_000_001n);
    expect(await refusalOf(pair(cohort, "m", "a"))).toMatchObject({
      reason: "PAIR_DOES_NOT_FIT",
      metadata: { why: "BELOW_LEAST_SCORE", score_billionths: "2500000000" },
    });
    await least(2_500_000_000n);
    expect((await pair(cohort, "m", "a")).match?.scoreBillionths).toBe(2_500_000_000n);
  });
});

describe("what pairing by hand refuses, writing nothing", () => {
  test("oneself, strangers to the programme, and programmes of others", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    expect(await refusalOf(pair(cohort, "m", "m"))).toMatchObject({
      code: "InvalidArgument",
      reason: "SELF_PAIR",
      metadata: { person_id: "m" },
    });
    for (const [mentorId, menteeId, id] of [
      ["a", "m", "a"],
      ["nobody", "a", "nobody"],
      ["m", "nobody", "nobody"],
    ] as const) {
      expect(await refusalOf(pair(cohort, mentorId, menteeId))).toMatchObject({
        code: "NotFound",
        reason: "NOT_FOUND",
        metadata: { resource: "application", id },
      });
    }
    const stranger = await makeTenant(world);
    const theirs = { ...cohort, matching: stranger.matching };
    expect(await refusalOf(pair(theirs, "m", "a"))).toMatchObject({
      code: "NotFound",
      metadata: { resource: "programme", id: cohort.programmeId },
    });
    expect(await matchesOf(cohort)).toEqual([]);
    expect(await seatOf(cohort, "m")).toMatchObject({ taken: 0 });
  });

  test("a mentor who is not approved, and a mentee who has withdrawn, from the moment on in which they are", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }, { id: "b" }]);
    const { programme, applications } = cohort;
    const applicationOf = (id: string) => ({ requestId: requestId(), applicationId: applications.get(id) ?? "" });
    await programme.pauseMentor(applicationOf("m"));
    expect(await refusalOf(pair(cohort, "m", "a"))).toMatchObject({
      code: "FailedPrecondition",
      reason: "APPLICATION_STATE",
      metadata: { state: "PAUSED", allowed_actions: "APPROVE,RESUME,WITHDRAW,UPDATE" },
    });
    await programme.resumeMentor(applicationOf("m"));
    await programme.withdrawApplication(applicationOf("a"));
    expect(await refusalOf(pair(cohort, "m", "a"))).toMatchObject({
      reason: "APPLICATION_STATE",
      metadata: { state: "WITHDRAWN", allowed_actions: "" },
    });
    expect((await pair(cohort, "m", "b")).match?.state).toBe(MatchState.PROPOSED);
  });

  test("somebody suspended, from the moment on in which they are", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    await putPeople(cohort, ["a"], { version: 2n, suspended: true });
    expect(await refusalOf(pair(cohort, "m", "a"))).toMatchObject({
      code: "PermissionDenied",
      reason: "PERSON_SUSPENDED",
      metadata: { person_id: "a" },
    });
    await putPeople(cohort, ["a"], { version: 3n });
    expect((await pair(cohort, "m", "a")).match?.state).toBe(MatchState.PROPOSED);
  });

  test("a mentee with a live match, a barred pair, and a full mentor, each with what stands in the way", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }, { id: "n", seats: 2 }], [{ id: "a" }, { id: "b" }]);
    const first = await pair(cohort, "m", "a");
    const matchId = first.match?.matchId ?? "";
    expect(await refusalOf(pair(cohort, "n", "a"))).toMatchObject({
      code: "AlreadyExists",
      reason: "MENTEE_HAS_MATCH",
      metadata: { match_id: matchId, state: "PROPOSED" },
    });
    expect(await refusalOf(pair(cohort, "m", "b"))).toMatchObject({
      code: "FailedPrecondition",
      reason: "NO_FREE_SEAT",
      metadata: { max_mentees: "1", taken: "1" },
    });
    const mentor = await cohort.as("m", "mentor");
    await mentor.declineMatch({ requestId: requestId(), matchId });
    expect(await refusalOf(pair(cohort, "m", "a", "they agreed after all"))).toMatchObject({
      code: "FailedPrecondition",
      reason: "PAIR_BARRED",
      metadata: { match_id: matchId, end_reason: "DECLINED_BY_MENTOR" },
    });
    expect(await matchesOf(cohort)).toHaveLength(1);
  });

  test("a pair that ended by itself may be paired again, as a new match", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    const first = await pair(cohort, "m", "a");
    await cohort.programme.pauseMentor({
      requestId: requestId(),
      applicationId: cohort.applications.get("m") ?? "",
    });
    await world.settle(async () => {
      const { match } = await cohort.matching.getMatch({ matchId: first.match?.matchId ?? "" });
      return match?.endReason === MatchEndReason.MENTOR_UNAVAILABLE;
    });
    await cohort.programme.resumeMentor({
      requestId: requestId(),
      applicationId: cohort.applications.get("m") ?? "",
    });
    const second = await pair(cohort, "m", "a");
    expect(second.match?.matchId).not.toBe(first.match?.matchId);
  });

  test("whoever may not: mentors, mentees and services; who has the capability may", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    const { programmeId } = cohort;
    const request = () => ({ requestId: requestId(), programmeId, mentorId: "m", menteeId: "a" });
    for (const caller of [
      await cohort.as("m", "mentor"),
      await cohort.as("a", "mentee"),
      await cohort.as("crm", "service"),
    ]) {
      expect(await refusalOf(caller.createMatch(request()))).toMatchObject({ code: "PermissionDenied" });
      expect(await refusalOf(caller.explainMatch({ programmeId, mentorId: "m", menteeId: "a" }))).toMatchObject({
        code: "PermissionDenied",
      });
    }
    const staff = await cohort.as("m", "mentor", ["mentorship.match"]);
    expect((await staff.createMatch(request())).match?.pairedBy).toBe("m");
  });

  test("a reason of 501 characters; one of 500 is kept", async () => {
    const cohort = await makeCohort(world, [{ id: "m", tags: ["go"] }], [{ id: "a" }]);
    expect(await refusalOf(pair(cohort, "m", "a", "x".repeat(501)))).toMatchObject({ reason: "INVALID_ARGUMENT" });
    const reason = "😀".repeat(500);
    expect((await pair(cohort, "m", "a", reason)).match?.fitOverrideReason).toBe(reason);
  });
});

describe("pairing by hand, twice and at once", () => {
  test("the same request id pairs once and answers the same; with another body it is refused", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 2 }], [{ id: "a" }, { id: "b" }]);
    const request = { requestId: requestId(), programmeId: cohort.programmeId, mentorId: "m", menteeId: "a" };
    const first = await cohort.matching.createMatch(request);
    const again = await cohort.matching.createMatch(request);
    expect(again.match?.matchId).toBe(first.match?.matchId);
    expect(await refusalOf(cohort.matching.createMatch({ ...request, menteeId: "b" }))).toMatchObject({
      code: "InvalidArgument",
      reason: "REQUEST_ID_REUSED",
    });
    expect(await matchesOf(cohort)).toHaveLength(1);
  });

  test("of sixteen who want one mentee one gets them, and of sixteen who want one seat one gets it", async () => {
    const many = Array.from({ length: 16 }, (_, n) => String(n).padStart(2, "0"));
    const cohort = await makeCohort(
      world,
      [{ id: "single" }, ...many.map((n) => ({ id: `mentor-${n}` }))],
      [{ id: "wanted" }, ...many.map((n) => ({ id: `mentee-${n}` }))],
    );
    const forMentee = await Promise.all(many.map((n) => refusalOf(pair(cohort, `mentor-${n}`, "wanted"))));
    expect(forMentee.filter(({ code }) => code === "none")).toHaveLength(1);
    expect(forMentee.filter(({ reason }) => reason === "MENTEE_HAS_MATCH")).toHaveLength(15);
    const forSeat = await Promise.all(many.map((n) => refusalOf(pair(cohort, "single", `mentee-${n}`))));
    expect(forSeat.filter(({ code }) => code === "none")).toHaveLength(1);
    expect(forSeat.filter(({ reason }) => reason === "NO_FREE_SEAT")).toHaveLength(15);
    const live = "select 1 from matching.match where tenant_id = $1 and state = 'PROPOSED'";
    expect(await rowsOf(cohort, live)).toHaveLength(2);
    const taken = "select 1 from matching.mentor_seat where tenant_id = $1 and taken = 1";
    expect(await rowsOf(cohort, taken)).toHaveLength(2);
  });
});
