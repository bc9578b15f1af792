import { claimDue, tenantClock } from "@mentorship/shared/clock";
import type { SchedulingContext } from "../context.ts";
import { SESSION_DUE } from "../store/due-sessions.ts";
import { performDueSession } from "./perform-due-session.ts";

// So long the workflow has to do it, which is quicker than any sweep when it is there at all.
const OVERDUE_MS = 3_000;
const BATCH = 100;

/**
 * Does what is overdue for sessions of all tenants: what a lost signal, workflow or server left behind. Rows are claimed with a lease, so
 * that several sweeps share them. Answers for how many sessions something was done.
 */
export async function sweepDueSessions(ctx: SchedulingContext): Promise<number> {
  const leaseMs = ctx.config.sweepSeconds * 500;
  const nowOf = new Map<string, number>();
  let helped = 0;
  for (;;) {
    const rows = await claimDue(ctx, { kind: SESSION_DUE, limit: BATCH, leaseMs });
    for (const { tenantId, id, dueAt } of rows) {
      if (!nowOf.has(tenantId)) nowOf.set(tenantId, (await tenantClock(ctx, tenantId)).now.getTime());
      if ((nowOf.get(tenantId) ?? 0) - dueAt.getTime() < OVERDUE_MS) continue;
      if (await performDueSession(ctx, tenantId, id)) helped += 1;
    }
    if (rows.length < BATCH) break;
  }
  if (helped > 0) ctx.log.info({ sessions: helped }, "the sweep did what their workflows had not");
  return helped;
}
