import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

/** Times held for a moment, requests for a session, series, and sessions of several learners. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table slot_hold (
    tenant_id text not null, id uuid not null, kind text not null check (kind in ('hold', 'request')), holder_id text not null,
    programme_id uuid not null, match_id uuid not null, mentor_id text not null, mentee_id text not null,
    starts_at timestamptz(3) not null, ends_at timestamptz(3) not null, expires_at timestamptz(3) not null,
    primary key (tenant_id, id), check (starts_at < ends_at))`.execute(db);
  await sql`create unique index slot_hold_one on slot_hold (tenant_id, holder_id, mentor_id) where kind = 'hold'`.execute(
    db,
  );
  await sql`create index slot_hold_of_mentor on slot_hold (tenant_id, mentor_id)`.execute(db);
  await sql`create index slot_hold_of_mentee on slot_hold (tenant_id, mentee_id)`.execute(db);
  await sql`create index slot_hold_of_match on slot_hold (tenant_id, match_id)`.execute(db);
  await sql`create index slot_hold_of_programme on slot_hold (tenant_id, programme_id)`.execute(db);
  await createRequest(db);
  await sql`alter table session add column series_id uuid, add column series_position int8, alter column match_id drop not null`.execute(
    db,
  );
  await sql`create index session_of_series on session (tenant_id, series_id, series_position) where series_id is not null`.execute(
    db,
  );
  await letHoldsTakeTime(db);
  await tenantTable(db, "slot_hold");
  await tenantTable(db, "session_request");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from session_participant where kind = 'hold'`.execute(db);
  await sql`alter table session_participant drop column of_session, drop column of_hold, drop column kind, drop column free_after,
    add foreign key (tenant_id, session_id) references session (tenant_id, id)`.execute(db);
  await sql`drop index session_of_series`.execute(db);
  await sql`alter table session drop column series_id, drop column series_position`.execute(db);
  await sql`drop table session_request, slot_hold`.execute(db);
}

async function createRequest(db: Kysely<unknown>): Promise<void> {
  await sql`create table session_request (
    tenant_id text not null, id uuid not null, programme_id uuid not null, match_id uuid not null,
    mentor_id text not null, mentee_id text not null,
    state text not null check (state in ('pending', 'confirmed', 'refused', 'withdrawn', 'lapsed', 'ended')),
    starts_at timestamptz(3) not null, ends_at timestamptz(3) not null, zone text not null, local_start text not null,
    zone_data_version text not null, title text not null, agenda text not null, objectives jsonb not null, materials jsonb not null,
    modality text not null check (modality in ('in_person', 'video', 'chat')),
    requested_at timestamptz(3) not null, expires_at timestamptz(3) not null, settled_at timestamptz(3), settled_by text,
    refusal_reason text, session_id uuid, version int8 not null check (version >= 1),
    primary key (tenant_id, id), check (starts_at < ends_at),
    foreign key (tenant_id, session_id) references session (tenant_id, id))`.execute(db);
  await sql`create unique index session_request_one_pending on session_request (tenant_id, match_id) where state = 'pending'`.execute(
    db,
  );
  await sql`create index session_request_by_time on session_request (tenant_id, requested_at, id)`.execute(db);
  await sql`create index session_request_of_mentor on session_request (tenant_id, mentor_id, requested_at, id)`.execute(
    db,
  );
  await sql`create index session_request_of_mentee on session_request (tenant_id, mentee_id, requested_at, id)`.execute(
    db,
  );
}

// A hold's rows stand among those of sessions, so that one constraint arbitrates both; each refers to its own kind of owner.
async function letHoldsTakeTime(db: Kysely<unknown>): Promise<void> {
  await sql`alter table session_participant
    drop constraint session_participant_tenant_id_session_id_fkey,
    add column kind text not null default 'session' check (kind in ('session', 'hold')),
    add column free_after timestamptz(3),
    add column of_session uuid generated always as (case when kind = 'session' then session_id end) stored,
    add column of_hold uuid generated always as (case when kind = 'hold' then session_id end) stored,
    add foreign key (tenant_id, of_session) references session (tenant_id, id),
    add foreign key (tenant_id, of_hold) references slot_hold (tenant_id, id),
    add constraint only_holds_end_by_themselves check ((kind = 'hold') = (free_after is not null))`.execute(db);
  await sql`create index session_participant_of_match on session_participant (tenant_id, match_id) where kind = 'session'`.execute(
    db,
  );
}
