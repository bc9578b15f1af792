import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { RecordedMatch } from "../domain/compare-run.ts";
import type { LeftOverRow } from "./run-results.ts";
import type { MatchingTables } from "./tables.ts";

/** The matches that name a run, live or ended, by mentee. */
export async function findMatchesOfRun(db: Db<MatchingTables>, runId: string): Promise<RecordedMatch[]> {
  return db.sql
    .selectFrom("match")
    .select(["mentor_id as mentorId", "mentee_id as menteeId", "score_billionths as score", "reasons"])
    .where("tenant_id", "=", db.tenantId)
    .where("run_id", "=", runId)
    .orderBy("mentee_id")
    .execute();
}

/** Those of these matches of which there is a row. */
export async function findStanding(db: Db<MatchingTables>, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from match
    where tenant_id = ${db.tenantId} and id = any(${[...ids]}::uuid[])`.execute(db.sql);
  return new Set(rows.map(({ id }) => id));
}

/** Everybody whom a run left over, by person id. */
export async function findLeftOverOf(db: Db<MatchingTables>, runId: string): Promise<LeftOverRow[]> {
  return db.sql
    .selectFrom("run_left_over")
    .select(["mentee_id as menteeId", "reason"])
    .where("tenant_id", "=", db.tenantId)
    .where("run_id", "=", runId)
    .orderBy("mentee_id")
    .execute();
}
