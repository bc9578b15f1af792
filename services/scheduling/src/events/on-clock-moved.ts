import type { TenantClockMoved } from "@mentorship/client/events/v1";
import type { SchedulingContext } from "../context.ts";
import { wakeDueSessions } from "../sweep/wake-due-sessions.ts";

/** The tenant's clock was moved: what has fallen due by that is looked at again. */
export async function onClockMoved(event: TenantClockMoved, ctx: SchedulingContext): Promise<void> {
  if (event.tenant !== undefined) await wakeDueSessions(ctx, event.tenant.tenantId);
}
