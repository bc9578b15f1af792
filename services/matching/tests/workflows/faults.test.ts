import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MatchRunOutcome, MatchRunPhase, MatchState } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { Client, Connection } from "@temporalio/client";
import { type Cohort, finished, makeCohort, requestId } from "../cohort.ts";

let world: World;
let temporal: Client;
beforeAll(async () => {
  world = await startWorld({ services: ["programme", "matching"] });
}, 120_000);
afterAll(async () => {
  await temporal?.connection.close();
  await world?.stop();
});

/** A client of the world's Temporal, which some tests stop and start. */
async function client(): Promise<Client> {
  await temporal?.connection.close();
  temporal = new Client({
    connection: await Connection.connect({ address: world.temporalAddress }),
    namespace: world.temporalNamespace,
  });
  return temporal;
}

const cohortOf = (mentees: number): Promise<Cohort> =>
  makeCohort(
    world,
    Array.from({ length: 20 }, (_, n) => ({ id: `mentor-${n}`, seats: 100 })),
    Array.from({ length: mentees }, (_, n) => ({ id: `mentee-${n}` })),
  );
const ask = async ({ matching, programmeId }: Cohort): Promise<string> =>
  (await matching.runMatching({ requestId: requestId(), programmeId })).run?.runId ?? "";
const halfWritten = (cohort: Cohort, runId: string) =>
  world.settle(async () => ((await cohort.matching.getMatchRun({ runId })).run?.proposalsInserted ?? 0) > 0, {
    timeoutMs: 60_000,
  });
const counts = async (cohort: Cohort) =>
  (
    await world.sql<Record<string, number>>(
      `select (select count(*)::int from matching.match where tenant_id = $1) as matches,
       (select count(distinct mentee_id)::int from matching.match where tenant_id = $1) as mentees,
       (select sum(taken)::int from matching.mentor_seat where tenant_id = $1) as seats,
       (select count(*)::int from matching.outbox where tenant_id = $1 and subject = 'mentorship.match.proposed') as events,
       (select count(*)::int from matching.audit_entry where tenant_id = $1 and action = 'match.proposed') as audited`,
      [cohort.id],
    )
  )[0];

describe("a run and its faults", () => {
  test("a worker that is killed half-way leaves every proposal written exactly once", async () => {
    const cohort = await cohortOf(1_100);
    const runId = await ask(cohort);
    await world.settle(
      async () => (await cohort.matching.getMatchRun({ runId })).run?.phase === MatchRunPhase.INSERTING,
      { timeoutMs: 60_000 },
    );
    await world.kill("matching");
    await world.restart("matching");
    const run = await finished(cohort, runId);
    expect(run).toMatchObject({ outcome: MatchRunOutcome.SUCCEEDED, proposalsInserted: 1_100, menteesLeftOver: 0 });
    expect(await counts(cohort)).toEqual({
      matches: 1_100,
      mentees: 1_100,
      seats: 1_100,
      events: 1_100,
      audited: 1_100,
    });
  }, 240_000);

  test("a run that was asked for while Temporal was away starts when it is back", async () => {
    const cohort = await cohortOf(3);
    await world.stopTemporal();
    const runId = await ask(cohort);
    expect((await cohort.matching.getMatchRun({ runId })).run?.phase).toBe(MatchRunPhase.REQUESTED);
    await world.startTemporal();
    expect(await finished(cohort, runId)).toMatchObject({ outcome: MatchRunOutcome.SUCCEEDED, proposalsInserted: 3 });
  }, 120_000);

  test("a run whose workflow was lost half-way with Temporal's store is started anew and writes the rest once", async () => {
    const cohort = await cohortOf(1_100);
    const runId = await ask(cohort);
    await halfWritten(cohort, runId);
    await world.stopTemporal();
    await world.startTemporal({ wiped: true });
    expect(await finished(cohort, runId)).toMatchObject({
      outcome: MatchRunOutcome.SUCCEEDED,
      proposalsInserted: 1_100,
    });
    expect(await counts(cohort)).toEqual({
      matches: 1_100,
      mentees: 1_100,
      seats: 1_100,
      events: 1_100,
      audited: 1_100,
    });
  }, 240_000);

  test("a run whose workflow an operator terminated ends as cancelled, and the next run does the rest", async () => {
    const cohort = await cohortOf(1_600);
    const runId = await ask(cohort);
    await world.settle(async () => ((await cohort.matching.getMatchRun({ runId })).run?.proposalsInserted ?? 0) > 0, {
      timeoutMs: 60_000,
    });
    await (await client()).workflow.getHandle(`matching-run/${cohort.programmeId}/${runId}`).terminate("stuck");
    const run = await finished(cohort, runId);
    expect(run.outcome).toBe(MatchRunOutcome.CANCELLED);
    expect(run.summary).toContain("An operator stopped this run");
    expect(run.proposalsInserted).toBeLessThan(1_600);
    const { matches } = await cohort.matching.listMatches({
      programmeId: cohort.programmeId,
      pageSize: 500,
      states: [MatchState.PROPOSED],
    });
    expect(matches).toHaveLength(500);
    expect((await cohort.run()).outcome).toBe(MatchRunOutcome.SUCCEEDED);
    expect(await counts(cohort)).toMatchObject({ matches: 1_600, mentees: 1_600, seats: 1_600, events: 1_600 });
  }, 240_000);

  test("a step that fails for good ends the run as failed with what to do, and the next run succeeds", async () => {
    const cohort = await cohortOf(3);
    await world.sql("alter table matching.run_proposal add constraint broken check (false) not valid");
    const run = await cohort.run();
    await world.sql("alter table matching.run_proposal drop constraint broken");
    expect(run).toMatchObject({ outcome: MatchRunOutcome.FAILED, proposalsInserted: 0 });
    expect(run.summary).toContain("Run matching again");
    const handle = (await client()).workflow.getHandle(run.workflowId);
    await world.settle(async () => (await handle.describe()).status.name === "FAILED");
    expect((await cohort.run()).proposalsInserted).toBe(3);
  }, 120_000);

  test("its workflow is found by tenant, programme and phase, and says what it did", async () => {
    const cohort = await cohortOf(3);
    const { runId } = await cohort.run();
    const { workflow } = await client();
    const filter = `MentorshipTenant = "${cohort.id}" and MentorshipProgramme = "${cohort.programmeId}" and MentorshipPhase = "FINISHED"`;
    const found = await world.settle(async () => {
      for await (const each of workflow.list({ query: filter })) return each.workflowId;
      return undefined;
    });
    expect(found).toBe(`matching-run/${cohort.programmeId}/${runId}`);
    const handle = workflow.getHandle(found);
    expect(await handle.query("getRunProgress")).toEqual({
      phase: "FINISHED",
      words: "SUCCEEDED: Proposed 3 of 3 mentees a mentor.",
    });
    expect(await handle.result()).toMatchObject({ outcome: "SUCCEEDED", mentors: 20, mentees: 3, inserted: 3 });
  }, 120_000);
});
