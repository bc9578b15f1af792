import { type DataContext, machineryQuery } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import { HOLD_DUE } from "./holds.ts";
import type { SchedulingTables } from "./tables.ts";

/** The holds of a tenant whose time is over now, the oldest first. */
export function dueHoldIds(ctx: DataContext<SchedulingTables>, tenantId: string): Promise<string[]> {
  return machineryQuery(ctx, async (kysely) => {
    const rows = await kysely
      .selectFrom("due")
      .innerJoin("tenant", "tenant.id", "due.tenant_id")
      .select("due.id")
      .where("due.tenant_id", "=", tenantId)
      .where("due.kind", "=", HOLD_DUE)
      .where(sql<boolean>`due.due_at <= now() + tenant.clock_offset_ms * interval '1 millisecond'`)
      .orderBy("due.due_at")
      .execute();
    return rows.map((row) => row.id);
  });
}
