import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table programme add column pairing_strategy text not null default 'GREEDY'
    check (pairing_strategy in ('GREEDY', 'OPTIMAL'))`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table programme drop column pairing_strategy`.execute(db);
}
