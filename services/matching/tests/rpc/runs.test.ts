import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  CapacityBasis,
  LeftOverReason,
  type MatchRun,
  MatchRunOutcome,
  MatchRunPhase,
  MatchState,
} from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { type Cohort, finished, makeCohort, makeTenant, requestId } from "../cohort.ts";
import { refusalOf } from "../refusals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(() => world?.stop());

const rows = <Row>(text: string, ...params: unknown[]) => world.sql<Row>(text, params);
const matchesOf = async (cohort: Cohort) =>
  (await cohort.matching.listMatches({ programmeId: cohort.programmeId, pageSize: 500 })).matches;

describe("RunMatching", () => {
  test("proposes the best pairs, tells its counts, rules and digests, and writes events and audit for each", async () => {
    const cohort = await makeCohort(
      world,
      [
        { id: "mentor-sql", tags: ["sql"], seats: 2 },
        { id: "mentor-go", tags: ["go"], seats: 1 },
      ],
      [
        { id: "mentee-a", tags: ["sql"] },
        { id: "mentee-b", tags: ["go"] },
        { id: "mentee-c", tags: ["rust"] },
      ],
    );
    const asked = await cohort.matching.runMatching({ requestId: requestId(), programmeId: cohort.programmeId });
    expect(asked.run).toMatchObject({
      phase: MatchRunPhase.REQUESTED,
      outcome: MatchRunOutcome.UNSPECIFIED,
      requestedBy: "admin-1",
    });
    const run = await finished(cohort, asked.run?.runId ?? "");
    expect(run).toMatchObject({
      outcome: MatchRunOutcome.SUCCEEDED,
      mentorsLoaded: 2,
      menteesLoaded: 3,
      proposalsScored: 2,
      proposalsInserted: 2,
      menteesLeftOver: 1,
      pairingRules: { skillsWeightThousandths: 2_000, capacityBasis: CapacityBasis.LIVE },
      fairness: { idleMentors: 0, leastLoad: 1, greatestLoad: 1, meanLoad: 1 },
      workflowId: `matching-run/${cohort.programmeId}/${run.runId}`,
    });
    expect(run.inputDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(run.outputDigest).toMatch(/^[0-9a-f]{64}$/);
    const pairs = (await matchesOf(cohort)).map(
      ({ mentor, mentee }) => `${mentor?.person?.personId} ${mentee?.person?.personId}`,
    );
    expect(pairs.sort()).toEqual(["mentor-go mentee-b", "mentor-sql mentee-a"]);
    const { mentees } = await cohort.matching.listLeftOverMentees({ runId: run.runId });
    expect(mentees).toMatchObject([
      { menteeId: "mentee-c", displayName: "Name of mentee-c", reason: LeftOverReason.NOTHING_SHARED },
    ]);
    const events = await rows<{ subject: string; n: string }>(
      "select subject, count(*) as n from matching.outbox where tenant_id = $1 group by 1 order by 1",
      cohort.id,
    );
    expect(events.map(({ subject, n }) => `${subject} ${n}`)).toEqual([
      "mentorship.match.proposed 2",
      "mentorship.match_run.finished 1",
      "mentorship.match_run.requested 1",
    ]);
    const audit = await rows<{ action: string; n: string }>(
      "select action, count(*) as n from matching.audit_entry where tenant_id = $1 group by 1 order by 1",
      cohort.id,
    );
    expect(audit.map(({ action, n }) => `${action} ${n}`)).toEqual([
      "match.proposed 2",
      "match_run.finished 1",
      "match_run.requested 1",
    ]);
    const left = await rows<{ n: string }>("select count(*) as n from matching.due where tenant_id = $1", cohort.id);
    expect(Number(left[0]?.n)).toBe(0);
  });

  test("a second run leaves live matches alone, and its mentees out", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 1 }], [{ id: "a" }, { id: "b" }]);
    const first = await cohort.run();
    expect(first).toMatchObject({ proposalsInserted: 1, menteesLeftOver: 1 });
    const before = await matchesOf(cohort);
    const second = await cohort.run();
    expect(second).toMatchObject({
      outcome: MatchRunOutcome.NO_ELIGIBLE_MENTORS,
      mentorsLoaded: 0,
      menteesLoaded: 1,
      proposalsInserted: 0,
    });
    expect(second.summary).toContain("No approved mentor has a free seat");
    expect(await matchesOf(cohort)).toEqual(before);
  });

  test("without mentors or without mentees it ends well with a warning, and says what to do", async () => {
    const noMentors = await (await makeCohort(world, [], [{ id: "a" }])).run();
    expect(noMentors).toMatchObject({ outcome: MatchRunOutcome.NO_ELIGIBLE_MENTORS, menteesLeftOver: 1 });
    const noMentees = await (await makeCohort(world, [{ id: "m" }], [])).run();
    expect(noMentees).toMatchObject({ outcome: MatchRunOutcome.NO_ELIGIBLE_MENTEES, mentorsLoaded: 1 });
    expect(noMentees.summary).toContain("Run matching again when");
  });

  test("asked twenty times at once, one run answers all", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 5 }], [{ id: "a" }, { id: "b" }]);
    const { programmeId } = cohort;
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => cohort.matching.runMatching({ requestId: requestId(), programmeId })),
    );
    expect(new Set(asked.map(({ run }) => run?.runId)).size).toBe(1);
    await finished(cohort, asked[0]?.run?.runId ?? "");
    expect(await rows("select 1 from matching.match_run where tenant_id = $1", cohort.id)).toHaveLength(1);
    expect(await matchesOf(cohort)).toHaveLength(2);
  });

  test("the same request id answers with the same run and starts no other; another body under it is refused", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    const request = { requestId: requestId(), programmeId: cohort.programmeId };
    const first = await cohort.matching.runMatching(request);
    await finished(cohort, first.run?.runId ?? "");
    const again = await cohort.matching.runMatching(request);
    expect(again.run?.runId).toBe(first.run?.runId);
    const other = cohort.matching.runMatching({ ...request, programmeId: "0198c0de-0000-7000-8000-000000000000" });
    expect(await refusalOf(other)).toMatchObject({ code: "InvalidArgument", reason: "REQUEST_ID_REUSED" });
    expect(await rows("select 1 from matching.match_run where tenant_id = $1", cohort.id)).toHaveLength(1);
  });

  test("a programme that is not in matching is refused with its state and what to do; one of another tenant is not found", async () => {
    const cohort = await makeCohort(world, [], []);
    const { programmeId } = cohort;
    await cohort.programme.activateProgramme({ requestId: requestId(), programmeId });
    expect(await refusalOf(cohort.matching.runMatching({ requestId: requestId(), programmeId }))).toMatchObject({
      code: "FailedPrecondition",
      reason: "PROGRAMME_STATE",
      metadata: { state: "ACTIVE", allowed_actions: "UPDATE,START_MATCHING,COMPLETE,PAIR_BY_HAND" },
    });
    const stranger = await makeTenant(world);
    expect(await refusalOf(stranger.matching.runMatching({ requestId: requestId(), programmeId }))).toMatchObject({
      code: "NotFound",
      reason: "NOT_FOUND",
    });
    expect(
      await rows("select 1 from matching.match_run where tenant_id = any($1)", [cohort.id, stranger.id]),
    ).toHaveLength(0);
  });

  test("a programme that has just come back to matching runs at once", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    const { programmeId } = cohort;
    await cohort.programme.activateProgramme({ requestId: requestId(), programmeId });
    await cohort.programme.startMatching({ requestId: requestId(), programmeId });
    expect((await cohort.run()).outcome).toBe(MatchRunOutcome.SUCCEEDED);
  });

  test("who has the capability may run and read runs; mentors and mentees may not", async () => {
    const cohort = await makeCohort(world, [{ id: "m" }], [{ id: "a" }]);
    const staff = await cohort.as("m", "mentor", ["mentorship.match"]);
    const asked = await staff.runMatching({ requestId: requestId(), programmeId: cohort.programmeId });
    const runId = asked.run?.runId ?? "";
    await finished(cohort, runId);
    expect((await staff.getMatchRun({ runId })).run?.runId).toBe(runId);
    const mentor = await cohort.as("m", "mentor");
    for (const call of [
      () => mentor.runMatching({ requestId: requestId(), programmeId: cohort.programmeId }),
      () => mentor.getMatchRun({ runId }),
      () => mentor.listLeftOverMentees({ runId }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ code: "PermissionDenied", reason: "PERMISSION_DENIED" });
    }
  });

  test("a pair that was declined is not proposed again, and a mentee whom only it fits learns so", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 2 }], [{ id: "a" }]);
    await cohort.run();
    const [match] = await matchesOf(cohort);
    const mentor = await cohort.as("m", "mentor");
    await mentor.declineMatch({ requestId: requestId(), matchId: match?.matchId ?? "" });
    let run: MatchRun | undefined;
    await world.settle(async () => {
      run = await cohort.run();
      return run.menteesLoaded === 1;
    });
    expect(run).toMatchObject({ proposalsInserted: 0, menteesLeftOver: 1 });
    const { mentees } = await cohort.matching.listLeftOverMentees({ runId: run?.runId ?? "" });
    expect(mentees).toMatchObject([{ reason: LeftOverReason.ONLY_BARRED_PAIRS }]);
    expect((await matchesOf(cohort)).map(({ state }) => state)).toEqual([MatchState.DECLINED]);
  });
});

describe("reading runs", () => {
  test("a run of another tenant is not found, to get, to watch and to list", async () => {
    const cohort = await makeCohort(world, [], []);
    const { runId } = await cohort.run();
    const { matching } = await makeTenant(world);
    const watch = async () => {
      for await (const each of matching.watchMatchRun({ runId })) return each;
      return undefined;
    };
    for (const call of [() => matching.getMatchRun({ runId }), () => matching.listLeftOverMentees({ runId }), watch]) {
      expect(await refusalOf(call())).toMatchObject({ code: "NotFound", reason: "NOT_FOUND" });
    }
  });

  test("watching tells the run at once, each change once, and ends when it has finished", async () => {
    const cohort = await makeCohort(world, [{ id: "m", seats: 3 }], [{ id: "a" }]);
    const { run } = await cohort.matching.runMatching({ requestId: requestId(), programmeId: cohort.programmeId });
    const phases: MatchRunPhase[] = [];
    for await (const answer of cohort.matching.watchMatchRun({ runId: run?.runId ?? "" })) {
      phases.push(answer.run?.phase ?? MatchRunPhase.UNSPECIFIED);
    }
    expect(phases.at(-1)).toBe(MatchRunPhase.FINISHED);
    expect(phases.toSorted((a, b) => a - b)).toEqual(phases);
    expect(new Set(phases).size).toBeGreaterThan(1);
  });

  test("left-over mentees come in pages by person id, and a page token is of its query", async () => {
    const ids = Array.from({ length: 5 }, (_, n) => ({ id: `mentee-${n}`, tags: ["rust"] }));
    const cohort = await makeCohort(world, [{ id: "m", tags: ["sql"] }], ids.toReversed());
    const { runId } = await cohort.run();
    const seen: string[] = [];
    let pageToken = "";
    do {
      const page = await cohort.matching.listLeftOverMentees({ runId, pageSize: 2, pageToken });
      seen.push(...page.mentees.map(({ menteeId }) => menteeId));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(seen).toEqual(ids.map(({ id }) => id));
    const first = await cohort.matching.listLeftOverMentees({ runId, pageSize: 2 });
    const forged = cohort.matching.listMatches({ pageToken: first.nextPageToken });
    expect(await refusalOf(forged)).toMatchObject({ code: "InvalidArgument", reason: "PAGE_TOKEN_INVALID" });
  });
});
