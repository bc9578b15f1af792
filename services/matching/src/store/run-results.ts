import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Reasons } from "../domain/match.ts";
import type { LeftOverReason } from "../domain/run.ts";
import type { MatchingTables } from "./tables.ts";

/** A pair that came out of scoring; `ordinal` from 0 in the order in which it was chosen. */
export interface StagedProposal {
  readonly ordinal: number;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly score: number;
  readonly reasons: Reasons;
}

export interface LeftOverRow {
  readonly menteeId: string;
  readonly reason: LeftOverReason;
}

// One statement's text stays far below what the server parses at once, also for very large runs.
const rowsPerStatement = 5_000;

/** Keeps what came out of scoring until it is written as matches. */
export async function stageProposals(
  trx: Trx<MatchingTables>,
  runId: string,
  proposals: readonly StagedProposal[],
): Promise<void> {
  for (let from = 0; from < proposals.length; from += rowsPerStatement) {
    const rows = JSON.stringify(proposals.slice(from, from + rowsPerStatement));
    await sql`
      insert into run_proposal (tenant_id, run_id, ordinal, mentor_id, mentee_id, score_billionths, reasons)
      select ${trx.tenantId}, ${runId}::uuid, p.ordinal, p."mentorId", p."menteeId", p.score, p.reasons
      from json_to_recordset(${rows}::json)
        as p(ordinal int4, "mentorId" text, "menteeId" text, score int8, reasons jsonb)`.execute(trx.sql);
  }
}

/** Writes why mentees were left over. One who has a reason in this run already keeps it. */
export async function insertLeftOver(
  trx: Trx<MatchingTables>,
  runId: string,
  leftOver: readonly LeftOverRow[],
): Promise<void> {
  if (leftOver.length === 0) return;
  await sql`
    insert into run_left_over (tenant_id, run_id, mentee_id, reason)
    select ${trx.tenantId}, ${runId}::uuid, l."menteeId", l.reason
    from json_to_recordset(${JSON.stringify(leftOver)}::json) as l("menteeId" text, reason text)
    on conflict do nothing`.execute(trx.sql);
}

/** The proposals of a run with ordinals in `[from, to)`, in their order, without their reasons. */
export async function stagedPart(
  db: Db<MatchingTables>,
  runId: string,
  from: number,
  to: number,
): Promise<Pick<StagedProposal, "ordinal" | "mentorId" | "menteeId">[]> {
  return db.sql
    .selectFrom("run_proposal")
    .select(["ordinal", "mentor_id as mentorId", "mentee_id as menteeId"])
    .where("tenant_id", "=", db.tenantId)
    .where("run_id", "=", runId)
    .where("ordinal", ">=", from)
    .where("ordinal", "<", to)
    .orderBy("ordinal")
    .execute();
}

/** A proposal that has become a match. */
export interface WrittenProposal {
  readonly id: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly score: number;
}

/**
 * Writes staged proposals as matches under the ids given, by ordinal. Mentees who have a live match by now are passed over. Seats must
 * be locked before; a mentor without a free one fails the statement (`mentor_seat_free`).
 */
export async function writeStaged(
  trx: Trx<MatchingTables>,
  run: { readonly id: string; readonly programmeId: string },
  ids: ReadonlyMap<number, string>,
): Promise<WrittenProposal[]> {
  if (ids.size === 0) return [];
  const { rows } = await sql<WrittenProposal>`
    insert into match (tenant_id, id, programme_id, mentor_id, mentee_id, state, score_billionths, reasons, run_id, proposed_at, version)
    select ${trx.tenantId}, g.id, ${run.programmeId}::uuid, p.mentor_id, p.mentee_id, 'PROPOSED', p.score_billionths, p.reasons,
      ${run.id}::uuid, ${trx.now}::timestamptz, 1
    from unnest(${[...ids.keys()]}::int4[], ${[...ids.values()]}::uuid[]) as g(ordinal, id)
    join run_proposal p on p.tenant_id = ${trx.tenantId} and p.run_id = ${run.id} and p.ordinal = g.ordinal
    order by p.mentee_id
    on conflict do nothing
    returning id, mentor_id as "mentorId", mentee_id as "menteeId", score_billionths as score`.execute(trx.sql);
  return rows;
}

/** Takes away the staged proposals of a run with ordinals in `[from, to)`, which are dealt with. */
export async function unstage(trx: Trx<MatchingTables>, runId: string, from: number, to: number): Promise<void> {
  const query = trx.sql.deleteFrom("run_proposal").where("tenant_id", "=", trx.tenantId).where("run_id", "=", runId);
  await query.where("ordinal", ">=", from).where("ordinal", "<", to).execute();
}

/** Takes away what is staged of a run that has finished. */
export async function deleteStaged(trx: Trx<MatchingTables>, runId: string): Promise<void> {
  await trx.sql.deleteFrom("run_proposal").where("tenant_id", "=", trx.tenantId).where("run_id", "=", runId).execute();
}

/** How many mentees of a run were left over for one reason. */
export async function countLeftOver(db: Db<MatchingTables>, runId: string, reason: LeftOverReason): Promise<number> {
  const row = await db.sql
    .selectFrom("run_left_over")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", db.tenantId)
    .where("run_id", "=", runId)
    .where("reason", "=", reason)
    .executeTakeFirstOrThrow();
  return row.count;
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
