import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

/** The matches of sessions of several learners; a session of one learner names its match in its own row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table session_match (
    tenant_id text not null, match_id uuid not null, session_id uuid not null,
    primary key (tenant_id, match_id, session_id),
    foreign key (tenant_id, session_id) references session_row (tenant_id, id))`.execute(db);
  await sql`create index session_match_of_session on session_match (tenant_id, session_id)`.execute(db);
  await tenantTable(db, "session_match", { grants: ["select", "insert", "delete"] });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table session_match`.execute(db);
}
