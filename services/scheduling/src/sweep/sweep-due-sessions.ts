import { claimDue, type DueRow, tenantClock } from "@mentorship/shared/clock";
import { counter, gauge } from "@mentorship/shared/metrics";
import { isInfrastructureFault } from "@mentorship/shared/postgres";
import { performSessionSteps } from "../commands/perform-session-steps.ts";
import type { SweepContext } from "../context.ts";
import { SESSION_DUE } from "../store/due-sessions.ts";
import { performDueSession, sweepCall } from "./perform-due-session.ts";

// So long the workflow has to do it, which is quicker than any sweep when it is there at all.
const OVERDUE_MS = 3_000;
// Large enough that the statements of a transaction cost little, small enough that each ends far within its limit.
const BATCH = 1_000;

const dueCount = counter("mentorship_sessions_due_total", "Sessions that a sweep found something due for.");
const lateCount = counter("mentorship_sessions_late_total", "Those whose workflow had not done it in time.");
const mostLate = gauge(
  "mentorship_sessions_most_late_seconds",
  "How late the latest of them was in the last sweep; 0: none was.",
);

/**
 * Does what is overdue for sessions of all tenants: what a lost signal, workflow or server left behind. Rows are claimed with a lease, so
 * that several sweeps share them. Answers for how many sessions something was done; logs how many were due, and how many of them late.
 */
export async function sweepDueSessions(ctx: SweepContext): Promise<number> {
  const leaseMs = ctx.config.sweepSeconds * 500;
  const nowOf = new Map<string, number>();
  let [due, late, latestMs, helped] = [0, 0, 0, 0];
  for (;;) {
    const rows = await claimDue(ctx, { kind: SESSION_DUE, limit: BATCH, leaseMs });
    due += rows.length;
    for (const [tenantId, waiting] of Map.groupBy(rows, (row) => row.tenantId)) {
      const now = nowOf.get(tenantId) ?? (await tenantClock(ctx, tenantId)).now.getTime();
      nowOf.set(tenantId, now);
      const overdue = waiting.filter((row) => now - row.dueAt.getTime() >= OVERDUE_MS);
      late += overdue.length;
      latestMs = Math.max(latestMs, ...overdue.map((row) => now - row.dueAt.getTime()));
      helped += await performDue(ctx, tenantId, overdue);
    }
    if (rows.length < BATCH) break;
  }
  dueCount.inc(due);
  lateCount.inc(late);
  mostLate.set(latestMs / 1000);
  if (late > 0) {
    ctx.log.info({ due, late, latest_ms: latestMs, done: helped }, "the sweep did what their workflows had not");
  }
  return helped;
}

/** All of a tenant in one transaction; where that fails, one by one, so that what is wrong with one holds up no other. */
async function performDue(ctx: SweepContext, tenantId: string, due: readonly DueRow[]): Promise<number> {
  if (due.length === 0) return 0;
  const ids = due.map((row) => row.id);
  try {
    return await performSessionSteps(ctx, sweepCall(tenantId), ids);
  } catch (error) {
    if (isInfrastructureFault(error)) throw error;
    ctx.log.warn({ err: error, tenant: tenantId, sessions: ids.length }, "sessions are swept one by one");
  }
  let helped = 0;
  for (const id of ids) if (await performDueSession(ctx, tenantId, id)) helped += 1;
  return helped;
}
