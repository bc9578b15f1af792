import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table tenant_profile (
    tenant_id text primary key, name text not null, zone text not null)`.execute(db);
  await tenantTable(db, "tenant_profile", { grants: ["select", "insert", "update"] });
  await sql`create table person_record (
    tenant_id text not null, id text collate "C" not null, version int8 not null, display_name text not null,
    email text not null, zone text not null, canonical_zone text not null, department text not null, batch_year int4,
    bio_short text not null, personal_link text not null, suspended boolean not null,
    financial_status text not null check (financial_status in ('CURRENT', 'PAST_DUE', 'ON_HOLD', 'UNKNOWN')),
    primary key (tenant_id, id))`.execute(db);
  await tenantTable(db, "person_record");
  await sql`create table skill (
    tenant_id text not null, tag text collate "C" not null, label text not null, primary key (tenant_id, tag))`.execute(
    db,
  );
  await tenantTable(db, "skill", { grants: ["select", "insert", "update"] });
  await createProgramme(db);
  await createApplication(db);
}

async function createProgramme(db: Kysely<unknown>): Promise<void> {
  await sql`create table programme (
    tenant_id text not null, id uuid not null, name text not null, description text not null,
    state text not null check (state in ('DRAFT', 'OPEN', 'MATCHING', 'ACTIVE', 'COMPLETED')),
    batch_year_min int4, batch_year_max int4, departments text[] not null, starts_at timestamptz(3), ends_at timestamptz(3),
    mentor_capacity_default int4 not null check (mentor_capacity_default between 1 and 100),
    auto_approve_mentors boolean not null, self_booking boolean not null, no_show_grace_ms int4 not null,
    late_cancel_window_ms int4 not null, blind_copy boolean not null, skills_weight int4 not null,
    audience_weight int4 not null, capacity_weight int4 not null,
    capacity_basis text not null check (capacity_basis in ('LIVE', 'AT_START')), least_score int8 not null,
    version int8 not null, created_at timestamptz(3) not null,
    primary key (tenant_id, id), check (ends_at > starts_at))`.execute(db);
  await sql`create index programme_newest on programme (tenant_id, created_at desc, id desc)`.execute(db);
  await tenantTable(db, "programme", { grants: ["select", "insert", "update"] });
}

async function createApplication(db: Kysely<unknown>): Promise<void> {
  await sql`create table application (
    tenant_id text not null, id uuid not null, programme_id uuid not null, person_id text collate "C" not null,
    role text not null check (role in ('MENTOR', 'MENTEE')),
    state text not null check (state in ('APPLIED', 'APPROVED', 'PAUSED', 'WITHDRAWN')),
    tags text[] not null, bio_short text not null, availability_hours int4 not null, max_mentees int4 not null,
    modality text not null, override_reason text not null, paused_from text, paused_by text, version int8 not null,
    created_at timestamptz(3) not null,
    primary key (tenant_id, id),
    constraint application_programme foreign key (tenant_id, programme_id) references programme (tenant_id, id),
    check (role = 'MENTOR' or state in ('APPLIED', 'WITHDRAWN')),
    check (case role when 'MENTOR' then max_mentees between 1 and 100 else max_mentees = 0 end))`.execute(db);
  await sql`create unique index application_once on application (tenant_id, programme_id, person_id, role)`.execute(db);
  await sql`create index application_newest on application (tenant_id, created_at desc, id desc)`.execute(db);
  await sql`create index application_of_programme on application (tenant_id, programme_id, created_at desc, id desc)`.execute(
    db,
  );
  await sql`create index application_of_person on application (tenant_id, person_id, created_at desc, id desc)`.execute(
    db,
  );
  await tenantTable(db, "application", { grants: ["select", "insert", "update"] });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table application, programme, skill, person_record, tenant_profile`.execute(db);
}
