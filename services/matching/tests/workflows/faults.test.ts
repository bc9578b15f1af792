import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { MatchRunMode, MatchRunOutcome, MatchRunPhase } from "@mentorship/client/v1";
import { startWorld, type World } from "@mentorship/dev-env/testing";
import { Client, Connection } from "@temporalio/client";
import { type Cohort, finished, requestId } from "../cohort.ts";
import { ask, cohortOf, inFirstPart, inLastPart, inLoading, runWithoutOneMentor, twoParts } from "./standstill.ts";

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

const inserted = async (cohort: Cohort, runId: string) =>
  (await cohort.matching.getMatchRun({ runId })).run?.proposalsInserted;
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

/** Holds a tenant to one match of each mentee, with its one event and audit entry, and a run to what comes out of its inputs anew. */
async function expectOnce(cohort: Cohort, runId: string, mentees = twoParts): Promise<void> {
  expect(await counts(cohort)).toEqual({
    matches: mentees,
    mentees,
    seats: mentees,
    events: mentees,
    audited: mentees,
  });
  expect(await cohort.matching.verifyMatchRun({ runId })).toMatchObject({ equal: true, differenceCount: 0 });
}

describe("a run and its faults", () => {
  test("a worker that is killed between two parts leaves every proposal written exactly once", async () => {
    const cohort = await cohortOf(world, 20, twoParts);
    const runId = await inLastPart(world.database.adminUrl, cohort, async (reached) => {
      const asked = await ask(cohort);
      await reached();
      expect(await inserted(cohort, asked)).toBe(twoParts / 2);
      await world.kill("matching");
      return asked;
    });
    await world.restart("matching");
    const run = await finished(cohort, runId);
    expect(run).toMatchObject({
      outcome: MatchRunOutcome.SUCCEEDED,
      proposalsScored: twoParts,
      proposalsInserted: twoParts,
      menteesLeftOver: 0,
    });
    await expectOnce(cohort, runId);
  }, 240_000);

  test("a worker that is killed while it replaces proposals leaves each ended and written exactly once", async () => {
    const cohort = await cohortOf(world, 4, 300);
    await runWithoutOneMentor(cohort);
    const runId = await inFirstPart(world.database.adminUrl, async (reached) => {
      const asked = await ask(cohort, { mode: MatchRunMode.REPLACE_PROPOSED });
      await reached();
      await world.kill("matching");
      return asked;
    });
    await world.restart("matching");
    const run = await finished(cohort, runId);
    const { proposalsScored, proposalsInserted, proposalsKept, proposalsSuperseded } = run;
    expect([run.outcome, proposalsScored]).toEqual([MatchRunOutcome.SUCCEEDED, 300]);
    expect(proposalsSuperseded).toBeGreaterThan(0);
    expect([proposalsKept + proposalsInserted, proposalsKept + proposalsSuperseded]).toEqual([300, 300]);
    const matches = 300 + proposalsInserted;
    expect(await counts(cohort)).toEqual({ matches, mentees: 300, seats: 300, events: matches, audited: matches });
    const [ended] = await world.sql(
      `select count(*)::int as rows,
         (select count(*)::int from matching.outbox where tenant_id = $1 and subject = 'mentorship.match.terminated') as events,
         (select count(*)::int from matching.audit_entry where tenant_id = $1 and action = 'match.terminated') as audited
       from matching.match where tenant_id = $1 and end_reason = 'SUPERSEDED'`,
      [cohort.id],
    );
    expect(ended).toEqual({ rows: proposalsSuperseded, events: proposalsSuperseded, audited: proposalsSuperseded });
    expect(await cohort.matching.verifyMatchRun({ runId })).toMatchObject({ equal: true, differenceCount: 0 });
  }, 240_000);

  test("a run that was asked for while Temporal was away starts when it is back", async () => {
    const cohort = await cohortOf(world, 20, 3);
    await world.stopTemporal();
    const runId = await ask(cohort);
    expect((await cohort.matching.getMatchRun({ runId })).run?.phase).toBe(MatchRunPhase.REQUESTED);
    await world.startTemporal();
    expect(await finished(cohort, runId)).toMatchObject({ outcome: MatchRunOutcome.SUCCEEDED, proposalsInserted: 3 });
  }, 120_000);

  test("a run whose workflow was lost half-way with Temporal's store is started anew and writes the rest once", async () => {
    const cohort = await cohortOf(world, 20, twoParts);
    const runId = await inLastPart(world.database.adminUrl, cohort, async (reached) => {
      const asked = await ask(cohort);
      await reached();
      await world.stopTemporal();
      await world.startTemporal({ wiped: true });
      return asked;
    });
    expect(await finished(cohort, runId)).toMatchObject({
      outcome: MatchRunOutcome.SUCCEEDED,
      proposalsInserted: twoParts,
    });
    await expectOnce(cohort, runId);
  }, 240_000);

  test("a run whose workflow an operator terminated ends as cancelled, and the next run does the rest", async () => {
    const cohort = await cohortOf(world, 20, twoParts);
    const runId = await inFirstPart(world.database.adminUrl, async (reached) => {
      const asked = await ask(cohort);
      await reached();
      await (await client()).workflow.getHandle(`matching-run/${cohort.programmeId}/${asked}`).terminate("stuck");
      return asked;
    });
    const run = await finished(cohort, runId);
    expect(run).toMatchObject({ outcome: MatchRunOutcome.CANCELLED, proposalsInserted: twoParts / 2 });
    expect(run.summary).toContain("An operator stopped this run");
    expect(await counts(cohort)).toMatchObject({ matches: twoParts / 2, seats: twoParts / 2 });
    expect((await cohort.run()).outcome).toBe(MatchRunOutcome.SUCCEEDED);
    await expectOnce(cohort, runId);
  }, 240_000);

  test("a run that is cancelled while it writes a part keeps that part and writes no other, and the next run does the rest", async () => {
    const cohort = await cohortOf(world, 20, twoParts);
    const { runId, cancelling } = await inFirstPart(world.database.adminUrl, async (reached) => {
      const asked = await ask(cohort);
      await reached();
      // The part has the run's row: whoever cancels stands behind it, and before every later part.
      const cancelled = cohort.matching.cancelMatchRun({ requestId: requestId(), runId: asked });
      await reached(2);
      return { runId: asked, cancelling: cancelled };
    });
    expect((await cancelling).run).toMatchObject({ cancelledBy: "admin-1", proposalsInserted: twoParts / 2 });
    const run = await finished(cohort, runId);
    expect(run).toMatchObject({ outcome: MatchRunOutcome.CANCELLED, proposalsInserted: twoParts / 2 });
    expect(run.summary).toContain("This run was cancelled on request");
    expect(await cohort.matching.verifyMatchRun({ runId })).toMatchObject({ equal: true });
    expect((await cohort.run()).outcome).toBe(MatchRunOutcome.SUCCEEDED);
    await expectOnce(cohort, runId);
  }, 240_000);

  test("a run that is cancelled while it loads ends though what it waits for does not come", async () => {
    const cohort = await cohortOf(world, 20, 3);
    const run = await inLoading(world.database.adminUrl, async (reached) => {
      const runId = await ask(cohort);
      await reached();
      await cohort.matching.cancelMatchRun({ requestId: requestId(), runId });
      return world.settle(async () => {
        const { run: now } = await cohort.matching.getMatchRun({ runId });
        return now?.phase === MatchRunPhase.FINISHED ? now : undefined;
      });
    });
    expect(run).toMatchObject({ outcome: MatchRunOutcome.CANCELLED, mentorsLoaded: 0, proposalsInserted: 0 });
    const handle = (await client()).workflow.getHandle(run.workflowId);
    await world.settle(async () => (await handle.describe()).status.name === "CANCELLED");
    expect((await cohort.run()).proposalsInserted).toBe(3);
  }, 120_000);

  test("a step that fails for good ends the run as failed with what to do, and the next run succeeds", async () => {
    const cohort = await cohortOf(world, 20, 3);
    await world.sql("alter table matching.run_input add constraint broken check (false) not valid");
    const run = await cohort.run();
    await world.sql("alter table matching.run_input drop constraint broken");
    expect(run).toMatchObject({ outcome: MatchRunOutcome.FAILED, proposalsInserted: 0 });
    expect(run.summary).toContain("Run matching again");
    const handle = (await client()).workflow.getHandle(run.workflowId);
    await world.settle(async () => (await handle.describe()).status.name === "FAILED");
    expect((await cohort.run()).proposalsInserted).toBe(3);
  }, 120_000);

  test("its workflow is found by tenant, programme and phase, and says what it did", async () => {
    const cohort = await cohortOf(world, 20, 3);
    const { runId, inputDigest, outputDigest } = await cohort.run();
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
      words: [
        "SUCCEEDED: Proposed 3 of 3 mentees a mentor. Warnings: MENTORS_IDLE.",
        `Digest of the input ${inputDigest}, of the output ${outputDigest}.`,
      ].join(" "),
    });
    expect(await handle.result()).toMatchObject({ outcome: "SUCCEEDED", mentors: 20, mentees: 3, inserted: 3 });
  }, 120_000);
});
