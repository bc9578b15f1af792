import { randomUUID } from "node:crypto";
import { systemCall } from "@mentorship/shared/call";
import { claimDue, type DueRow } from "@mentorship/shared/clock";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { RunStop } from "../domain/run-stop.ts";
import { findRun, unfinishedRun } from "../store/runs.ts";
import { matchingRunId } from "../workflows/names.ts";
import { workflowEnd } from "@mentorship/shared/temporal";
import { finishRun } from "./finish-run.ts";
import { startRun } from "./start-run.ts";

/** A run this young is left to the event that starts it. */
const youngMs = 5_000;
const leaseMs = 5_000;

/**
 * Brings runs without an end and their workflows together: starts what has no workflow (Temporal was away, or lost its store), and ends
 * runs whose workflow an operator cancelled or terminated, or that broke off.
 */
export async function reconcileRuns(ctx: MatchingContext): Promise<void> {
  for (const row of await claimDue(ctx, { kind: unfinishedRun, leaseMs })) {
    try {
      await reconcileRun(ctx, row);
    } catch (error) {
      ctx.log.warn({ err: error, run: row.id, tenant: row.tenantId }, "a run could not be reconciled yet");
    }
  }
}

async function reconcileRun(ctx: MatchingContext, { tenantId, id }: DueRow): Promise<void> {
  const found = await readTenant(ctx, tenantId, async (db) => {
    const run = await findRun(db, id);
    return run && { run, age: db.now.getTime() - run.requestedAt.getTime() };
  });
  if (!found || found.run.phase === "FINISHED" || found.age < youngMs) return;
  const workflowId = matchingRunId(found.run.programmeId, id);
  const end = await workflowEnd(ctx.temporal, workflowId);
  if (end === "running") return;
  const stop = stopOf[end];
  if (stop === undefined) {
    ctx.log.info({ run: id, tenant: tenantId }, "a run without a workflow is started");
    return startRun(ctx, { tenantId, traceId: randomUUID() }, id);
  }
  ctx.log.info({ run: id, tenant: tenantId, end }, "a run whose workflow has ended is ended");
  const cause = { kind: "step", workflowId, step: "finish" } as const;
  await finishRun(ctx, systemCall(tenantId, "matching-run", cause), id, stop);
}

/** What the end of a workflow means for a run that has none; a workflow that is missing, or completed before rows were restored, is started anew. */
const stopOf: Readonly<Record<Exclude<Awaited<ReturnType<typeof workflowEnd>>, "running">, RunStop | undefined>> = {
  missing: undefined,
  completed: undefined,
  stopped: "CANCELLED",
  failed: "FAILED",
};
