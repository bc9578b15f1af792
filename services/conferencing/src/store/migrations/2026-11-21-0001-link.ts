import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table link (
      tenant_id text not null,
      session_id uuid not null,
      programme_id uuid not null,
      match_id uuid not null,
      state text not null check (state in ('ready', 'removed')),
      room text,
      starts_at timestamptz(3) not null,
      ends_at timestamptz(3) not null,
      schedule_version bigint not null,
      session_version bigint not null,
      version bigint not null,
      primary key (tenant_id, session_id),
      check (starts_at < ends_at),
      check ((state = 'ready') = (room is not null))
    )`.execute(db);
  await tenantTable(db, "link");

  await sql`
    create table link_participant (
      tenant_id text not null,
      session_id uuid not null,
      person_id text not null,
      generation int not null,
      joined_at timestamptz(3),
      primary key (tenant_id, session_id, person_id),
      foreign key (tenant_id, session_id) references link
    )`.execute(db);
  await sql`create index link_participant_person on link_participant (tenant_id, person_id)`.execute(db);
  await tenantTable(db, "link_participant");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table link_participant, link`.execute(db);
}
