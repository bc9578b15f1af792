import { counter } from "@mentorship/shared/metrics";
import type { SchedulingContext } from "../context.ts";
import { ensureWorkflow, sessionKeys } from "../session-workflows.ts";
import { type WaitingSession, waitingSessions } from "../store/due-sessions.ts";
import { sessionIdOf, sessionWorkflowId } from "../workflows/names.ts";

// As many ids as a list query of Temporal takes without complaint.
const PAGE = 100;
const MOST_PAGES = 50;

const rebuilt = counter(
  "mentorship_session_workflows_rebuilt_total",
  "Workflows that were started for sessions that had none.",
);

/** Where the last run stopped, so that many sessions are gone through over several runs. */
export type ReconcileCursor = { after: WaitingSession | undefined };

/**
 * Starts a workflow for every session that waits for something and has none running: after Temporal was away when it was booked, or has
 * lost everything. Looks at up to 5,000 sessions a run, in turn. The reverse, a workflow without a session, ends by itself when it
 * next looks. Answers how many were started; throws UNAVAILABLE.
 */
export async function reconcileWorkflows(ctx: SchedulingContext, cursor: ReconcileCursor): Promise<number> {
  let [seen, started] = [0, 0];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const waiting = await waitingSessions(ctx, cursor.after, PAGE);
    seen += waiting.length;
    if (waiting.length > 0) started += await startMissing(ctx, waiting);
    cursor.after = waiting.length < PAGE ? undefined : waiting.at(-1);
    if (cursor.after === undefined) break;
  }
  rebuilt.inc(started);
  if (started > 0)
    ctx.log.info({ waiting: seen, rebuilt: started }, "workflows were started for sessions that had none");
  return started;
}

async function startMissing(ctx: SchedulingContext, waiting: readonly WaitingSession[]): Promise<number> {
  const running = await runningAmong(
    ctx,
    waiting.map((one) => one.sessionId),
  );
  const missing = waiting.filter((one) => !running.has(one.sessionId));
  for (const tenantId of new Set(missing.map((one) => one.tenantId))) {
    const ids = missing.filter((one) => one.tenantId === tenantId).map((one) => one.sessionId);
    for (const keys of await sessionKeys(ctx, tenantId, ids)) await ensureWorkflow(ctx, keys);
  }
  return missing.length;
}

async function runningAmong(ctx: SchedulingContext, sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = sessionIds.map((id) => `"${sessionWorkflowId(id)}"`).join(", ");
  const query = `WorkflowId IN (${ids}) AND ExecutionStatus = "Running"`;
  return ctx.temporal.call(async (client) => {
    const running = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query })) {
      const sessionId = sessionIdOf(workflowId);
      if (sessionId !== undefined) running.add(sessionId);
    }
    return running;
  });
}
