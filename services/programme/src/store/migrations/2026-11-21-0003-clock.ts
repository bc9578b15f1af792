import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table clock_move (
    tenant_id text not null, actor_id text not null, request_id text not null, target_at timestamptz(3) not null,
    arrived boolean not null, created_at timestamptz not null default now(),
    primary key (tenant_id, actor_id, request_id))`.execute(db);
  await tenantTable(db, "clock_move");
  await sql`create table clock_mover (
    tenant_id text primary key, actor_id text not null, request_id text not null, holder text not null,
    lease_until timestamptz not null)`.execute(db);
  await tenantTable(db, "clock_mover");
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table clock_mover, clock_move`.execute(db);
}
