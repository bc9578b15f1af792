import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Insertable, type Selectable, sql } from "kysely";
import { countOf, type Run } from "../domain/run.ts";
import type { MatchingTables, MatchRunTable } from "./tables.ts";

/** The kind of due rows that stand for runs without an end; reconciliation finds them there, whatever their tenant. */
export const unfinishedRun = "match_run";

const runFromRow = (row: Selectable<MatchRunTable>): Run => ({
  id: row.id,
  programmeId: row.programme_id,
  mode: row.mode,
  strategy: row.strategy,
  phase: row.phase,
  outcome: row.outcome,
  summary: row.summary,
  mentorsLoaded: row.mentors_loaded,
  menteesLoaded: row.mentees_loaded,
  proposalsScored: row.proposals_scored,
  proposalsInserted: row.proposals_inserted,
  proposalsKept: row.proposals_kept,
  proposalsSuperseded: row.proposals_superseded,
  leftOver: row.left_over,
  rules: row.rules,
  inputDigest: row.input_digest,
  outputDigest: row.output_digest,
  fairness: row.fairness,
  totalScore: row.total_score,
  totalScoreBound: row.total_score_bound,
  writing: row.writing,
  writingSince: row.writing_since,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  cancelledBy: row.cancelled_by,
  finishedAt: row.finished_at,
  version: row.version,
});

const toRow = (tenantId: string, run: Run): Insertable<MatchRunTable> => ({
  tenant_id: tenantId,
  id: run.id,
  programme_id: run.programmeId,
  mode: run.mode,
  strategy: run.strategy,
  phase: run.phase,
  outcome: run.outcome,
  summary: run.summary,
  mentors_loaded: run.mentorsLoaded,
  mentees_loaded: run.menteesLoaded,
  proposals_scored: run.proposalsScored,
  proposals_inserted: run.proposalsInserted,
  proposals_kept: run.proposalsKept,
  proposals_superseded: run.proposalsSuperseded,
  mentees_left_over: countOf(run.leftOver),
  left_over: JSON.stringify(run.leftOver),
  rules: run.rules && JSON.stringify(run.rules),
  input_digest: run.inputDigest,
  output_digest: run.outputDigest,
  fairness: run.fairness && JSON.stringify(run.fairness),
  total_score: run.totalScore,
  total_score_bound: run.totalScoreBound,
  writing: JSON.stringify(run.writing),
  writing_since: run.writingSince,
  requested_by: run.requestedBy,
  requested_at: run.requestedAt,
  cancelled_by: run.cancelledBy,
  finished_at: run.finishedAt,
  version: run.version,
});

/** Writes a new run. False: another run of the programme is under way. */
export async function insertRun(trx: Trx<MatchingTables>, run: Run): Promise<boolean> {
  const query = trx.sql.insertInto("match_run").values(toRow(trx.tenantId, run));
  const { numInsertedOrUpdatedRows } = await query
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Writes a run that was changed, as its next version, and answers it so. */
export async function saveRun(trx: Trx<MatchingTables>, changed: Run): Promise<Run> {
  const run = { ...changed, version: changed.version + 1 };
  const query = trx.sql.updateTable("match_run").set(toRow(trx.tenantId, run));
  await query.where("tenant_id", "=", trx.tenantId).where("id", "=", run.id).execute();
  return run;
}

export async function findRun(db: Db<MatchingTables>, id: string): Promise<Run | undefined> {
  const query = db.sql.selectFrom("match_run").selectAll().where("tenant_id", "=", db.tenantId);
  const row = await query.where("id", "=", id).executeTakeFirst();
  return row && runFromRow(row);
}

/** The run of a programme that is under way. */
export async function findLiveRun(db: Db<MatchingTables>, programmeId: string): Promise<Run | undefined> {
  const query = db.sql.selectFrom("match_run").selectAll().where("tenant_id", "=", db.tenantId);
  const row = await query.where("programme_id", "=", programmeId).where("phase", "<>", "FINISHED").executeTakeFirst();
  return row && runFromRow(row);
}

/** The last run of the page before. */
export interface RunCursor {
  readonly requestedAt: Date;
  readonly id: string;
}

/** A page of runs, the newest first; only of a programme where one is named. */
export async function listRuns(
  db: Db<MatchingTables>,
  programmeId: string | undefined,
  after: RunCursor | undefined,
  limit: number,
): Promise<Run[]> {
  let query = db.sql.selectFrom("match_run").selectAll().where("tenant_id", "=", db.tenantId);
  if (programmeId !== undefined) query = query.where("programme_id", "=", programmeId);
  if (after) {
    query = query.where(sql<boolean>`(requested_at, id) < (${after.requestedAt}::timestamptz, ${after.id}::uuid)`);
  }
  const rows = await query.orderBy("requested_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map(runFromRow);
}

/** The run, locked until the transaction ends. */
export async function lockRun(trx: Trx<MatchingTables>, id: string): Promise<Run | undefined> {
  const query = trx.sql.selectFrom("match_run").selectAll().where("tenant_id", "=", trx.tenantId);
  const row = await query.where("id", "=", id).forUpdate().executeTakeFirst();
  return row && runFromRow(row);
}
