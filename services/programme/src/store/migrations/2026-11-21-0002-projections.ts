import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createMatches(db);
  await createSessions(db);
  await sql`create table note_row (
    tenant_id text not null, id uuid not null, session_id uuid, programme_id uuid, visibility text,
    superseded boolean not null, primary key (tenant_id, id))`.execute(db);
  await sql`create index note_row_admin on note_row (tenant_id, programme_id)
    where visibility = 'ADMIN' and not superseded`.execute(db);
  await tenantTable(db, "note_row", { grants: ["select", "insert", "update"] });
  await sql`create table source_row (
    tenant_id text not null, service text not null, applied_at timestamptz(3) not null,
    primary key (tenant_id, service))`.execute(db);
  await tenantTable(db, "source_row", { grants: ["select", "insert", "update"] });
}

async function createMatches(db: Kysely<unknown>): Promise<void> {
  await sql`create table match_row (
    tenant_id text not null, id uuid not null, programme_id uuid not null, mentor_id text collate "C" not null,
    mentee_id text collate "C" not null, state text not null, end_reason text not null, proposed_at timestamptz(3) not null,
    accepted_by_mentor_at timestamptz(3), accepted_at timestamptz(3), ended_at timestamptz(3), version int8 not null,
    primary key (tenant_id, id))`.execute(db);
  await sql`create index match_row_live on match_row (tenant_id, programme_id, mentee_id)
    include (accepted_by_mentor_at) where state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')`.execute(db);
  await sql`create index match_row_accepted on match_row (tenant_id, mentor_id, mentee_id)
    include (programme_id, id) where state = 'ACCEPTED'`.execute(db);
  await sql`create index match_row_proposed on match_row (tenant_id, proposed_at, id)
    include (programme_id, mentor_id, mentee_id) where state = 'PROPOSED'`.execute(db);
  await sql`create index match_row_answered on match_row (tenant_id, accepted_by_mentor_at, id)
    include (programme_id, mentor_id, mentee_id) where state = 'ACCEPTED_BY_MENTOR'`.execute(db);
  await sql`create index match_row_of_programme on match_row (tenant_id, programme_id)
    include (state, accepted_at, end_reason)`.execute(db);
  await tenantTable(db, "match_row", { grants: ["select", "insert", "update"] });
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await sql`create table session_row (
    tenant_id text not null, id uuid not null, programme_id uuid not null, match_id uuid, state text not null,
    modality text not null, starts_at timestamptz(3) not null, ends_at timestamptz(3) not null,
    outcome_pending boolean not null, version int8 not null, primary key (tenant_id, id))`.execute(db);
  await sql`create index session_row_of_match on session_row (tenant_id, match_id) where state <> 'CANCELLED'`.execute(
    db,
  );
  await sql`create index session_row_upcoming on session_row (tenant_id, starts_at)
    include (programme_id) where state = 'SCHEDULED'`.execute(db);
  await sql`create index session_row_of_programme on session_row (tenant_id, programme_id)
    include (state, modality, outcome_pending)`.execute(db);
  await tenantTable(db, "session_row", { grants: ["select", "insert", "update"] });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table source_row, note_row, session_row, match_row`.execute(db);
}
