import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import { type Count, type Scope, groups, inScope } from "./dashboard.ts";
import type { Tables } from "./tables.ts";

/** The matches of a session as one version of it tells; empty for a session of one learner. */
export interface MatchesOfSession {
  readonly id: string;
  readonly version: number;
  readonly matchIds: readonly string[];
}

/** Keeps the matches of sessions of several learners, each id at most once. Call it after the rows: news older than those change nothing. */
export async function projectSessionMatches(trx: Trx<Tables>, sessions: readonly MatchesOfSession[]): Promise<void> {
  if (sessions.length === 0) return;
  const told = sessions.map(({ id, version }) => ({ id, version }));
  const pairs = sessions.flatMap(({ id, version, matchIds }) =>
    matchIds.map((match_id) => ({ id, version, match_id })),
  );
  await sql`
    delete from session_match m using session_row s, jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as e(id uuid, version int8)
    where m.tenant_id = ${trx.tenantId} and m.session_id = e.id
      and s.tenant_id = m.tenant_id and s.id = e.id and s.version = e.version`.execute(trx.sql);
  if (pairs.length === 0) return;
  await sql`
    insert into session_match (tenant_id, match_id, session_id)
    select s.tenant_id, e.match_id, e.id
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as e(id uuid, version int8, match_id uuid)
    join session_row s on s.tenant_id = ${trx.tenantId} and s.id = e.id and s.version = e.version
    on conflict do nothing`.execute(trx.sql);
}

/** How many more sessions there are by match than by themselves: a session counts once for each of its learners' matches. */
export async function sessionsShared(db: Db<Tables>, scope: Scope): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select programme_id, count(*) - count(distinct session_row.id) as count
    from session_row join session_match m on m.tenant_id = session_row.tenant_id and m.session_id = session_row.id
    where ${inScope(db, scope, "session_row")} and session_row.state <> 'CANCELLED'
    group by ${groups(scope)}`.execute(db.sql);
  return rows;
}
