import { type Kysely, sql } from "kysely";

/** Pairing by hand, and the orders in which matches are listed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table match
    alter column run_id drop not null,
    add column paired_by text not null default '',
    add column fit_override_reason text not null default '' check (char_length(fit_override_reason) <= 500),
    add constraint match_origin_told check ((run_id is null) = (paired_by <> '')),
    add constraint match_override_told check (fit_override_reason = '' or paired_by <> '')`.execute(db);
  await sql`create index match_by_score on match (tenant_id, programme_id, score_billionths, id)`.execute(db);
  await sql`create index match_unanswered on match (tenant_id, proposed_at, id) where state = 'PROPOSED'`.execute(db);
  await sql`create index match_half_answered on match (tenant_id, accepted_by_mentor_at, id)
    where state = 'ACCEPTED_BY_MENTOR'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index match_half_answered, match_unanswered, match_by_score`.execute(db);
  // Rows without a run stay without one: what came of them must not be lost on the way back.
  await sql`alter table match
    drop constraint match_override_told, drop constraint match_origin_told,
    drop column fit_override_reason, drop column paired_by`.execute(db);
}
