import { putTenantRow } from "@mentorship/shared/admission";
import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { moveClock } from "../domain/tenant.ts";
import { clockMoved } from "../events/publish.ts";
import { tenantFacts } from "../facts.ts";
import { keepClock } from "../store/clock-moves.ts";
import { lockTenant } from "../store/tenants.ts";
import { busy, leaseMs, stepOf } from "./take-clock.ts";

/**
 * Sets the tenant's time to `at`, unless it has passed already; answers the clock's version. `holder` must have the clock: throws
 * CLOCK_BUSY when another call took it.
 */
export function moveTenantClock(
  ctx: ProgrammeContext,
  call: Call,
  move: { readonly requestId: string; readonly holder: string; readonly at: Date; readonly step: number },
): Promise<number> {
  return transact(ctx, stepOf(call, move, `stop ${move.step}`), async (trx) => {
    const before = await lockTenant(trx);
    if (!before || !(await keepClock(trx, move.holder, leaseMs))) throw busy();
    const ahead = move.at.getTime() - trx.now.getTime();
    if (ahead <= 0) return before.clockVersion;
    const tenant = moveClock(before, before.clockOffsetMs + ahead);
    await putTenantRow(trx, tenantFacts(tenant), tenant.version);
    appendOutbox(trx, [clockMoved(tenant)]);
    appendAudit(trx, {
      action: "tenant.clock_moved",
      entity: { type: "tenant", id: tenant.id },
      before: { clockOffsetMs: before.clockOffsetMs, clockVersion: before.clockVersion, version: before.version },
      after: { clockOffsetMs: tenant.clockOffsetMs, clockVersion: tenant.clockVersion, version: tenant.version },
    });
    return tenant.clockVersion;
  });
}
