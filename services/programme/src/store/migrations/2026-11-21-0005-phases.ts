import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // The order is checked when a statement has ended: one statement may exchange two places.
  await sql`create table programme_phase (
    tenant_id text not null, programme_id uuid not null, id uuid not null, place int4 not null check (place >= 0),
    name text not null, starts_at timestamptz(3) not null, ends_at timestamptz(3) not null,
    primary key (tenant_id, programme_id, id),
    constraint programme_phase_programme foreign key (tenant_id, programme_id) references programme (tenant_id, id),
    constraint programme_phase_place unique (tenant_id, programme_id, place) deferrable initially immediate,
    check (ends_at > starts_at))`.execute(db);
  await tenantTable(db, "programme_phase");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table programme_phase`.execute(db);
}
