import { setTimeout as pause } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { MatchRunOutcome } from "@mentorship/client/v1";
import { type Cohort, finished, makeCohort, requestId } from "../cohort.ts";
import type { Rehearsal } from "../rehearsal.ts";

/** One way a run can go. `play` answers the id of the workflow that went so; it throws when it went another way. */
export interface Scenario {
  readonly name: string;
  readonly play: (rehearsal: Rehearsal) => Promise<string>;
}

/** Every scenario of which a history is kept. */
export const scenarios: readonly Scenario[] = [
  { name: "succeeded", play: (rehearsal) => plain(rehearsal, 2, 3, MatchRunOutcome.SUCCEEDED) },
  { name: "no-mentors", play: (rehearsal) => plain(rehearsal, 0, 3, MatchRunOutcome.NO_ELIGIBLE_MENTORS) },
  { name: "no-mentees", play: (rehearsal) => plain(rehearsal, 2, 0, MatchRunOutcome.NO_ELIGIBLE_MENTEES) },
  { name: "programme-left-before-loading", play: leftBeforeLoading },
  { name: "programme-left-matching", play: leftMatching },
  { name: "cancelled", play: cancelled },
  { name: "worker-killed", play: workerKilled },
];

async function plain(
  rehearsal: Rehearsal,
  mentors: number,
  mentees: number,
  outcome: MatchRunOutcome,
): Promise<string> {
  const cohort = await cohortOf(rehearsal, mentors, mentees);
  const run = await cohort.run();
  expectOutcome(run.outcome, outcome);
  return run.workflowId;
}

async function leftBeforeLoading(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 2, 3);
  const { programmeId } = cohort;
  // While Temporal is away the run waits; the programme moves on meanwhile.
  await rehearsal.platform.stopTemporal();
  const { run } = await cohort.matching.runMatching({ requestId: requestId(), programmeId });
  await cohort.programme.activateProgramme({ requestId: requestId(), programmeId });
  await rehearsal.platform.startTemporal();
  const ended = await finished(cohort, run?.runId ?? "");
  expectOutcome(ended.outcome, MatchRunOutcome.PROGRAMME_LEFT_MATCHING);
  return ended.workflowId;
}

async function leftMatching(rehearsal: Rehearsal): Promise<string> {
  const { cohort, runId } = await halfWay(rehearsal);
  await cohort.programme.activateProgramme({ requestId: requestId(), programmeId: cohort.programmeId });
  const ended = await finished(cohort, runId);
  expectOutcome(ended.outcome, MatchRunOutcome.PROGRAMME_LEFT_MATCHING);
  return ended.workflowId;
}

async function cancelled(rehearsal: Rehearsal): Promise<string> {
  const { cohort, runId, workflowId } = await halfWay(rehearsal);
  await withTemporal(rehearsal, (client) => client.workflow.getHandle(workflowId).cancel());
  const ended = await finished(cohort, runId);
  expectOutcome(ended.outcome, MatchRunOutcome.CANCELLED);
  return workflowId;
}

async function workerKilled(rehearsal: Rehearsal): Promise<string> {
  const { cohort, runId, workflowId } = await halfWay(rehearsal);
  await rehearsal.platform.kill("matching");
  await rehearsal.platform.restart("matching");
  const ended = await finished(cohort, runId);
  expectOutcome(ended.outcome, MatchRunOutcome.SUCCEEDED);
  if (ended.proposalsInserted !== ended.proposalsScored) throw new Error("not every proposal was written");
  return workflowId;
}

const cohortOf = (rehearsal: Rehearsal, mentors: number, mentees: number): Promise<Cohort> =>
  makeCohort(
    rehearsal,
    Array.from({ length: mentors }, (_, n) => ({ id: `mentor-${n}`, seats: 100 })),
    Array.from({ length: mentees }, (_, n) => ({ id: `mentee-${n}` })),
  );

/** A run of five parts that has written some and not all. */
async function halfWay(rehearsal: Rehearsal): Promise<{ cohort: Cohort; runId: string; workflowId: string }> {
  const cohort = await cohortOf(rehearsal, 24, 2_300);
  const { run } = await cohort.matching.runMatching({ requestId: requestId(), programmeId: cohort.programmeId });
  const { runId = "", workflowId = "" } = run ?? {};
  for (;;) {
    const { run: now } = await cohort.matching.getMatchRun({ runId });
    if (now && now.proposalsInserted > 0) return { cohort, runId, workflowId };
    await pause(20);
  }
}

function expectOutcome(found: MatchRunOutcome, wanted: MatchRunOutcome): void {
  if (found !== wanted) throw new Error(`the run ended with ${MatchRunOutcome[found]}, not ${MatchRunOutcome[wanted]}`);
}

/** Uses a client of the rehearsal's Temporal. */
export async function withTemporal<R>(rehearsal: Rehearsal, use: (client: Client) => Promise<R>): Promise<R> {
  const { temporalAddress: address, temporalNamespace: namespace } = rehearsal.platform;
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
