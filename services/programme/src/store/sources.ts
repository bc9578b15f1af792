import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Says that events of a service are applied up to one that happened at `occurredAt`, in the tenant's time. */
export async function markApplied(trx: Trx<Tables>, service: string, occurredAt: Date): Promise<void> {
  await sql`
    insert into source_row (tenant_id, service, applied_at) values (${trx.tenantId}, ${service}, ${occurredAt})
    on conflict (tenant_id, service) do update set applied_at = excluded.applied_at
    where source_row.applied_at < excluded.applied_at`.execute(trx.sql);
}

/** When the newest applied event of each service happened, by service. */
export async function appliedBySource(db: Db<Tables>): Promise<Map<string, Date>> {
  const rows = await db.sql.selectFrom("source_row").selectAll().where("tenant_id", "=", db.tenantId).execute();
  return new Map(rows.map((row) => [row.service, row.applied_at]));
}
