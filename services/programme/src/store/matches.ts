import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { MatchRowTable, Tables } from "./tables.ts";

export type MatchRow = Omit<MatchRowTable, "tenant_id">;

/** Keeps what is known of matches, each id at most once; older versions than the one held change nothing. */
export async function projectMatches(trx: Trx<Tables>, rows: readonly MatchRow[]): Promise<void> {
  if (rows.length === 0) return;
  const all = rows.map((row) => ({ tenant_id: trx.tenantId, ...row }));
  await sql`
    insert into match_row
    select e.* from jsonb_populate_recordset(null::match_row, ${JSON.stringify(all)}::jsonb) as e
    order by e.id
    on conflict (tenant_id, id) do update set
      state = excluded.state, end_reason = excluded.end_reason, accepted_by_mentor_at = excluded.accepted_by_mentor_at,
      accepted_at = excluded.accepted_at, ended_at = excluded.ended_at, version = excluded.version
    where match_row.version < excluded.version`.execute(trx.sql);
}

/** Whether a match of the two is accepted. */
export async function isAssigned(db: Db<Tables>, mentorId: string, menteeId: string): Promise<boolean> {
  const row = await db.sql
    .selectFrom("match_row")
    .select("id")
    .where("tenant_id", "=", db.tenantId)
    .where("mentor_id", "=", mentorId)
    .where("mentee_id", "=", menteeId)
    .where("state", "=", "ACCEPTED")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
