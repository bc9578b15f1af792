import { MatchRunMode, MatchRunOutcome, PairingStrategy } from "@mentorship/client/v1";
import { withClient } from "@mentorship/dev-env/launch";
import { Client, Connection } from "@temporalio/client";
import { matchingRunId } from "../../src/workflows/names.ts";
import { type Cohort, finished, makeCohort, requestId } from "../cohort.ts";
import type { Rehearsal } from "../rehearsal.ts";
import {
  ask,
  cohortOf,
  inFirstPart,
  inLastPart,
  inLoading,
  runWithoutOneMentor,
  threeParts,
  twoParts,
} from "./standstill.ts";

/** One way a run can go. `play` answers the id of the workflow that went so; it throws when it went another way. */
export interface Scenario {
  readonly name: string;
  readonly play: (rehearsal: Rehearsal) => Promise<string>;
}

/** Every scenario of which a history is kept. */
export const scenarios: readonly Scenario[] = [
  { name: "succeeded", play: (rehearsal) => plain(rehearsal, 2, 3, MatchRunOutcome.SUCCEEDED) },
  { name: "optimal", play: optimal },
  { name: "replaced", play: replaced },
  { name: "no-mentors", play: (rehearsal) => plain(rehearsal, 0, 3, MatchRunOutcome.NO_ELIGIBLE_MENTORS) },
  { name: "no-mentees", play: (rehearsal) => plain(rehearsal, 2, 0, MatchRunOutcome.NO_ELIGIBLE_MENTEES) },
  { name: "no-pair-fits", play: noPairFits },
  { name: "programme-left-before-loading", play: leftBeforeLoading },
  { name: "programme-left-matching", play: leftMatching },
  { name: "cancelled", play: cancelled },
  { name: "cancelled-while-loading", play: cancelledWhileLoading },
  { name: "cancelled-by-operator", play: cancelledByOperator },
  { name: "failed", play: failed },
  { name: "worker-killed", play: workerKilled },
];

async function plain(
  rehearsal: Rehearsal,
  mentors: number,
  mentees: number,
  outcome: MatchRunOutcome,
): Promise<string> {
  const cohort = await cohortOf(rehearsal, mentors, mentees);
  return endOf(cohort, await ask(cohort), outcome);
}

async function optimal(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 2, 3);
  return endOf(cohort, await ask(cohort, { strategy: PairingStrategy.OPTIMAL }), MatchRunOutcome.SUCCEEDED);
}

async function replaced(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 2, 12);
  await runWithoutOneMentor(cohort);
  return endOf(cohort, await ask(cohort, { mode: MatchRunMode.REPLACE_PROPOSED }), MatchRunOutcome.SUCCEEDED);
}

async function noPairFits(rehearsal: Rehearsal): Promise<string> {
  const cohort = await makeCohort(rehearsal, [{ id: "mentor" }], [{ id: "mentee", tags: ["rust"] }]);
  return endOf(cohort, await ask(cohort), MatchRunOutcome.SUCCEEDED);
}

async function leftBeforeLoading(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 2, 3);
  // While Temporal is away the run waits; the programme moves on meanwhile.
  await rehearsal.platform.stopTemporal();
  const runId = await ask(cohort);
  await leave(cohort);
  await rehearsal.platform.startTemporal();
  return endOf(cohort, runId, MatchRunOutcome.PROGRAMME_LEFT_MATCHING);
}

async function leftMatching(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 21, threeParts);
  const runId = await inFirstPart(rehearsal.platform.databaseUrl, async (reached) => {
    const asked = await ask(cohort);
    await reached();
    await leave(cohort);
    return asked;
  });
  return endOf(cohort, runId, MatchRunOutcome.PROGRAMME_LEFT_MATCHING, threeParts / 3);
}

async function cancelled(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 20, twoParts);
  const { runId, cancelling } = await inFirstPart(rehearsal.platform.databaseUrl, async (reached) => {
    const asked = await ask(cohort);
    await reached();
    const cancel = cohort.matching.cancelMatchRun({ requestId: requestId(), runId: asked });
    await reached(2);
    return { runId: asked, cancelling: cancel };
  });
  await cancelling;
  return endOf(cohort, runId, MatchRunOutcome.CANCELLED, twoParts / 2);
}

async function cancelledWhileLoading(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 2, 3);
  return inLoading(rehearsal.platform.databaseUrl, async (reached) => {
    const runId = await ask(cohort);
    await reached();
    await cohort.matching.cancelMatchRun({ requestId: requestId(), runId });
    return endOf(cohort, runId, MatchRunOutcome.CANCELLED);
  });
}

async function cancelledByOperator(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 20, twoParts);
  const runId = await inFirstPart(rehearsal.platform.databaseUrl, async (reached) => {
    const asked = await ask(cohort);
    await reached();
    const id = matchingRunId(cohort.programmeId, asked);
    await withTemporal(rehearsal, (client) => client.workflow.getHandle(id).cancel());
    return asked;
  });
  return endOf(cohort, runId, MatchRunOutcome.CANCELLED, twoParts / 2);
}

async function failed(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 2, 3);
  const change = (what: string): Promise<unknown> =>
    withClient(rehearsal.platform.databaseUrl, (client) => client.query(`alter table matching.run_input ${what}`));
  await change("add constraint broken check (false) not valid");
  try {
    return await endOf(cohort, await ask(cohort), MatchRunOutcome.FAILED);
  } finally {
    await change("drop constraint broken");
  }
}

async function workerKilled(rehearsal: Rehearsal): Promise<string> {
  const cohort = await cohortOf(rehearsal, 20, twoParts);
  const runId = await inLastPart(rehearsal.platform.databaseUrl, cohort, async (reached) => {
    const asked = await ask(cohort);
    await reached();
    await rehearsal.platform.kill("matching");
    return asked;
  });
  await rehearsal.platform.restart("matching");
  return endOf(cohort, runId, MatchRunOutcome.SUCCEEDED, twoParts);
}

const leave = ({ programme, programmeId }: Cohort): Promise<unknown> =>
  programme.activateProgramme({ requestId: requestId(), programmeId });

/** Watches a run to its end and answers its workflow's id. Throws when it went another way. */
async function endOf(cohort: Cohort, runId: string, outcome: MatchRunOutcome, inserted?: number): Promise<string> {
  const run = await finished(cohort, runId);
  const found = `${MatchRunOutcome[run.outcome]} after ${run.proposalsInserted} proposals`;
  const isAsWanted = run.outcome === outcome && (inserted ?? run.proposalsInserted) === run.proposalsInserted;
  if (!isAsWanted)
    throw new Error(`the run ended with ${found}, not ${MatchRunOutcome[outcome]} after ${inserted ?? "any"}`);
  return run.workflowId;
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
