import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

/** What other services own and this one goes by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table match_facts (
    tenant_id text not null, id uuid not null, programme_id uuid not null, mentor_id text not null, mentee_id text not null,
    state text not null check (state in ('proposed', 'accepted_by_mentor', 'accepted', 'declined', 'terminated')),
    version int8 not null, seen_by_mentee boolean not null, sessions_cancelled boolean not null,
    primary key (tenant_id, id))`.execute(db);
  await sql`create index match_facts_of_pair on match_facts (tenant_id, mentor_id, mentee_id)`.execute(db);
  await sql`create table programme_facts (
    tenant_id text not null, id uuid not null, name text not null,
    state text not null check (state in ('draft', 'open', 'matching', 'active', 'completed')),
    version int8 not null, self_booking boolean not null, no_show_grace_seconds int8 not null, late_cancel_seconds int8 not null,
    primary key (tenant_id, id))`.execute(db);
  await tenantTable(db, "match_facts");
  await tenantTable(db, "programme_facts");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table match_facts, programme_facts`.execute(db);
}
