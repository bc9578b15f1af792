import { randomUUID } from "node:crypto";
import { systemCall } from "@mentorship/shared/call";
import { claimDue, dueIds } from "@mentorship/shared/clock";
import { isInfrastructureFault } from "@mentorship/shared/postgres";
import { lapseHold } from "../commands/lapse-hold.ts";
import type { SchedulingContext } from "../context.ts";
import { HOLD_DUE } from "../store/holds.ts";

const BATCH = 100;
const SWEEP_ACTOR = "sweep";

/** Ends the holds of all tenants whose time is over, and lapses the requests among them. Answers how many. */
export async function sweepHolds(ctx: SchedulingContext): Promise<number> {
  const leaseMs = ctx.config.sweepSeconds * 500;
  let ended = 0;
  for (;;) {
    const rows = await claimDue(ctx, { kind: HOLD_DUE, limit: BATCH, leaseMs });
    for (const { tenantId, id } of rows) if (await endHold(ctx, tenantId, id)) ended += 1;
    if (rows.length < BATCH) break;
  }
  return ended;
}

/** Ends the holds of one tenant whose time is over now, such as after a move of its clock. */
export async function endDueHolds(ctx: SchedulingContext, tenantId: string): Promise<void> {
  for (const id of await dueIds(ctx, tenantId, HOLD_DUE)) await endHold(ctx, tenantId, id);
}

/** A hold that can't be ended holds up no other: only what is away for all is thrown. */
async function endHold(ctx: SchedulingContext, tenantId: string, id: string): Promise<boolean> {
  const cause = { kind: "step", workflowId: SWEEP_ACTOR, step: `${id} ${randomUUID()}` } as const;
  try {
    return await lapseHold(ctx, systemCall(tenantId, SWEEP_ACTOR, cause), id);
  } catch (error) {
    if (isInfrastructureFault(error)) throw error;
    ctx.log.error({ err: error, tenant: tenantId, hold: id }, "a hold whose time is over could not be ended");
    return false;
  }
}
