import { type Kysely, sql } from "kysely";

/** A session of several learners is of no one match. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table link alter column match_id drop not null`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from link_participant p using link l
    where l.tenant_id = p.tenant_id and l.session_id = p.session_id and l.match_id is null`.execute(db);
  await sql`delete from link where match_id is null`.execute(db);
  await sql`alter table link alter column match_id set not null`.execute(db);
}
