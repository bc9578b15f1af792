import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table programme_facts (
      tenant_id text not null,
      programme_id uuid not null,
      name text not null,
      blind_copy boolean not null,
      version bigint not null,
      primary key (tenant_id, programme_id)
    )`.execute(db);
  await tenantTable(db, "programme_facts");

  await sql`
    create table inbox_counter (
      tenant_id text not null,
      person_id text not null,
      position bigint not null,
      unread int not null check (unread >= 0),
      primary key (tenant_id, person_id)
    )`.execute(db);
  await tenantTable(db, "inbox_counter");

  await sql`
    create table inbox_item (
      tenant_id text not null,
      notification_id uuid not null default gen_random_uuid(),
      person_id text not null,
      position bigint not null,
      event_id uuid not null,
      channel text not null default 'in_app' check (channel in ('in_app')),
      kind text not null,
      part text not null check (part in ('mentor', 'mentee', 'blind')),
      programme_id uuid not null,
      match_id uuid,
      session_id uuid,
      about_person_id text,
      starts_at timestamptz(3),
      occurred_at timestamptz(3) not null,
      read_at timestamptz(3),
      primary key (tenant_id, person_id, position),
      constraint inbox_item_once unique (tenant_id, person_id, event_id, channel),
      constraint inbox_item_id unique (tenant_id, notification_id)
    )`.execute(db);
  await sql`
    create index inbox_item_unread on inbox_item (tenant_id, person_id, position) where read_at is null`.execute(db);
  await tenantTable(db, "inbox_item");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table inbox_item, inbox_counter, programme_facts`.execute(db);
}
