import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Selectable, sql } from "kysely";
import { liveStates, type Match } from "../domain/match.ts";
import { matchFromRow } from "./matches.ts";
import type { MatchingTables, MatchTable } from "./tables.ts";

/** A proposal that nobody has answered, and that a run may replace. */
export interface ReplaceableMatch {
  readonly id: string;
  readonly mentorId: string;
  readonly menteeId: string;
}

/** The matches of a programme that nobody has answered, by id. */
export async function findReplaceable(db: Db<MatchingTables>, programmeId: string): Promise<ReplaceableMatch[]> {
  return db.sql
    .selectFrom("match")
    .select(["id", "mentor_id as mentorId", "mentee_id as menteeId"])
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", programmeId)
    .where("state", "=", "PROPOSED")
    .orderBy("id")
    .execute();
}

/**
 * Ends those of these matches that nobody has answered yet, as superseded, and answers them. Their mentors' seats must be locked before.
 * Takes few enough that the statement stays far below its limit.
 */
export async function supersede(trx: Trx<MatchingTables>, ids: readonly string[]): Promise<Match[]> {
  const { rows } = await sql<Selectable<MatchTable>>`
    with target as (
      select id from match where tenant_id = ${trx.tenantId} and id = any(${[...ids]}::uuid[]) and state = 'PROPOSED'
      order by id for update)
    update match m set state = 'TERMINATED', ended_at = ${trx.now}::timestamptz, end_reason = 'SUPERSEDED', version = m.version + 1
    from target where m.tenant_id = ${trx.tenantId} and m.id = target.id
    returning m.*`.execute(trx.sql);
  return rows.map(matchFromRow);
}

/** Those of these matches that are live. */
export async function liveAmong(db: Db<MatchingTables>, ids: readonly string[]): Promise<Set<string>> {
  const query = db.sql.selectFrom("match").select("id").where("tenant_id", "=", db.tenantId);
  const rows = await query
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where("state", "in", liveStates)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
