import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

/** What providers tell of presence, notes about one learner, and what is to be done after a session. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table session add column provider_reports_events boolean not null default false`.execute(db);
  await sql`alter table attendance_evidence add column stay_id text`.execute(db);
  await sql`create unique index attendance_evidence_of_stay on attendance_evidence (tenant_id, session_id, person_id, stay_id)
    where stay_id is not null`.execute(db);
  await sql`create table presence_report (
    tenant_id text not null, session_id uuid not null, event_id text not null, person_id text not null, stay_id text not null,
    joined_at timestamptz(3), left_at timestamptz(3), recorded_at timestamptz(3) not null,
    primary key (tenant_id, session_id, event_id),
    foreign key (tenant_id, session_id) references session (tenant_id, id),
    check (joined_at is not null or left_at is not null))`.execute(db);
  await sql`alter table note add column about_person_id text`.execute(db);
  await sql`create table action_item (
    tenant_id text not null, id uuid not null, note_id uuid not null, place int4 not null, text text not null,
    owner_id text not null, due_on text, done_at timestamptz(3), done_by text,
    primary key (tenant_id, id), unique (tenant_id, note_id, place),
    foreign key (tenant_id, note_id) references note (tenant_id, id),
    check ((done_at is null) = (done_by is null)))`.execute(db);
  await tenantTable(db, "presence_report", { grants: ["select", "insert"] });
  await tenantTable(db, "action_item");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table action_item, presence_report`.execute(db);
  await sql`alter table note drop column about_person_id`.execute(db);
  await sql`alter table attendance_evidence drop column stay_id`.execute(db);
  await sql`alter table session drop column provider_reports_events`.execute(db);
}
