import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { LeftOverReason } from "../domain/run.ts";
import type { MatchingTables } from "./tables.ts";

export interface LeftOverRow {
  readonly menteeId: string;
  readonly reason: LeftOverReason;
}

const rowsPerStatement = 5_000;

/** Writes why mentees were left over. One who has a reason in this run already keeps it. */
export async function insertLeftOver(
  trx: Trx<MatchingTables>,
  runId: string,
  menteeIds: readonly string[],
  reason: LeftOverReason,
): Promise<void> {
  for (let from = 0; from < menteeIds.length; from += rowsPerStatement) {
    await sql`
      insert into run_left_over (tenant_id, run_id, mentee_id, reason)
      select ${trx.tenantId}, ${runId}::uuid, id, ${reason}
      from unnest(${menteeIds.slice(from, from + rowsPerStatement)}::text[]) as l(id)
      on conflict do nothing`.execute(trx.sql);
  }
}

/** A page of the mentees whom a run left over, by person id. */
export async function listLeftOver(
  db: Db<MatchingTables>,
  runId: string,
  after: string | undefined,
  limit: number,
): Promise<LeftOverRow[]> {
  let query = db.sql
    .selectFrom("run_left_over")
    .select(["mentee_id as menteeId", "reason"])
    .where("tenant_id", "=", db.tenantId)
    .where("run_id", "=", runId);
  if (after !== undefined) query = query.where("mentee_id", ">", after);
  return query.orderBy("mentee_id").limit(limit).execute();
}
