import type { Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { SessionRowTable, Tables } from "./tables.ts";

export type SessionRow = Omit<SessionRowTable, "tenant_id">;

/** Keeps what is known of sessions, each id at most once; older versions than the one held change nothing. */
export async function projectSessions(trx: Trx<Tables>, rows: readonly SessionRow[]): Promise<void> {
  if (rows.length === 0) return;
  const all = rows.map((row) => ({ tenant_id: trx.tenantId, ...row }));
  await sql`
    insert into session_row
    select e.* from jsonb_populate_recordset(null::session_row, ${JSON.stringify(all)}::jsonb) as e
    order by e.id
    on conflict (tenant_id, id) do update set
      match_id = excluded.match_id, state = excluded.state, modality = excluded.modality, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, outcome_pending = excluded.outcome_pending, version = excluded.version
    where session_row.version < excluded.version`.execute(trx.sql);
}
