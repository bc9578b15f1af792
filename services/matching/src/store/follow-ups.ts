import type { Db, Trx } from "@mentorship/shared/postgres";
import { type FollowUp, type FollowUpKind, followUpKinds } from "../domain/match.ts";
import { sql } from "kysely";
import type { MatchingTables } from "./tables.ts";

/** Notes what is to follow from matches that have ended: one row of each kind, pending. */
export async function openFollowUps(trx: Trx<MatchingTables>, matchIds: readonly string[]): Promise<void> {
  await sql`
    insert into follow_up (tenant_id, match_id, kind)
    select ${trx.tenantId}, m.id, k.kind from unnest(${[...matchIds]}::uuid[]) as m(id)
    cross join unnest(${[...followUpKinds]}::text[]) as k(kind) on conflict do nothing`.execute(trx.sql);
}

/** Notes that another service is done with ended matches. Matches that this tenant does not have, or that have not ended, are passed over. */
export async function closeFollowUps(
  trx: Trx<MatchingTables>,
  kind: FollowUpKind,
  done: readonly { readonly matchId: string; readonly count: number }[],
): Promise<void> {
  await sql`
    update follow_up f set count = d.count, done_at = ${trx.now}::timestamptz
    from json_to_recordset(${JSON.stringify(done)}::json) as d("matchId" uuid, count int4)
    where f.tenant_id = ${trx.tenantId} and f.kind = ${kind} and f.match_id = d."matchId" and f.done_at is null`.execute(
    trx.sql,
  );
}

/** The follow-ups of matches, by match id, in the order of the kinds. */
export async function findFollowUps(
  db: Db<MatchingTables>,
  matchIds: readonly string[],
): Promise<Map<string, FollowUp[]>> {
  const found = new Map<string, FollowUp[]>();
  if (matchIds.length === 0) return found;
  const query = db.sql.selectFrom("follow_up").selectAll().where("tenant_id", "=", db.tenantId);
  const rows = await query.where("match_id", "in", [...matchIds]).execute();
  rows.sort((a, b) => followUpKinds.indexOf(a.kind) - followUpKinds.indexOf(b.kind));
  for (const row of rows) {
    const followUp = { kind: row.kind, done: row.done_at !== null, count: row.count };
    found.set(row.match_id, [...(found.get(row.match_id) ?? []), followUp]);
  }
  return found;
}
