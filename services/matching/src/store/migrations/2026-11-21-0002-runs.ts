import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

/** Modes, strategies and cancellation of runs; what came out of scoring is computed anew instead of staged. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table match_run
    add column mode text not null default 'ADDITIVE' check (mode in ('ADDITIVE', 'REPLACE_PROPOSED')),
    add column strategy text check (strategy in ('GREEDY', 'OPTIMAL')),
    add column proposals_kept int4 not null default 0,
    add column proposals_superseded int4 not null default 0,
    add column left_over jsonb not null default '{}',
    add column total_score int8 not null default 0,
    add column total_score_bound int8,
    add column writing jsonb not null default '{"total": 0, "replacing": 0, "replaced": false, "dealt": 0, "chunks": 0}',
    add column writing_since timestamptz(3),
    add column cancelled_by text not null default ''`.execute(db);
  await sql`create index match_run_newest on match_run (tenant_id, requested_at, id)`.execute(db);
  await sql`create index match_run_of_programme on match_run (tenant_id, programme_id, requested_at, id)`.execute(db);
  await sql`alter table run_input add column replaceable jsonb not null default '[]'`.execute(db);
  await sql`drop table run_proposal`.execute(db);
  await endReasons(db, [...before, "SUPERSEDED"]);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await endReasons(db, before);
  await sql`
    create table run_proposal (
      tenant_id text not null,
      run_id uuid not null,
      ordinal int4 not null,
      mentor_id text collate "C" not null,
      mentee_id text collate "C" not null,
      score_billionths int8 not null,
      reasons jsonb not null,
      primary key (tenant_id, run_id, ordinal)
    )`.execute(db);
  await tenantTable(db, "run_proposal", { grants: ["select", "insert", "delete"] });
  await sql`alter table run_input drop column replaceable`.execute(db);
  await sql`drop index match_run_of_programme, match_run_newest`.execute(db);
  await sql`alter table match_run
    drop column mode, drop column strategy, drop column proposals_kept, drop column proposals_superseded, drop column left_over,
    drop column total_score, drop column total_score_bound, drop column writing, drop column writing_since, drop column cancelled_by`.execute(
    db,
  );
}

const before = [
  "DECLINED_BY_MENTOR",
  "DECLINED_BY_MENTEE",
  "TERMINATED_BY_MENTOR",
  "TERMINATED_BY_MENTEE",
  "TERMINATED_BY_STAFF",
  "TERMINATED_BY_SERVICE",
  "MENTOR_UNAVAILABLE",
  "MENTEE_WITHDREW",
  "SUSPENDED",
  "PROGRAMME_COMPLETED",
];

// Rows that are there stay, whatever they say: on the way back there may be superseded ones.
async function endReasons(db: Kysely<unknown>, reasons: readonly string[]): Promise<void> {
  const list = sql.join(reasons.map((reason) => sql.lit(reason)));
  await sql`alter table match drop constraint match_end_reason_check,
    add constraint match_end_reason_check check (end_reason in (${list})) not valid`.execute(db);
}
