import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { SchedulingTables } from "./tables.ts";

/** What this service knows of a person: their zone's canonical name, and whether they are suspended. */
export type Person = { readonly id: string; readonly zone: string; readonly suspended: boolean };

/** What is known of these people, by id. */
export async function findPeople(db: Db<SchedulingTables>, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await peopleRows(db, ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The same, and nobody is suspended until this transaction ends: what is booked in it is seen by whoever cancels next. */
export async function sharePeople(trx: Trx<SchedulingTables>, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await peopleRows(trx, ids).orderBy("id").forShare().execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Makes everyone who books or moves time of these people wait in one line until this transaction ends. Taken in the order of the keys:
 * two bookings of the same people never wait for each other in a ring, which a plain insert under the constraint would.
 */
export async function lockTimeOf(trx: Trx<SchedulingTables>, ids: readonly string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(${trx.tenantId} || chr(31) || id, 0) as key
    from unnest(${sql.val([...ids])}::text[]) as id order by key offset 0) as keys`.execute(trx.sql);
}

/** The zone that the tenant's weeks are counted in: for people of whom nothing is known. */
export async function tenantZone(db: Db<SchedulingTables>): Promise<string> {
  const row = await db.sql.selectFrom("tenant").select("zone").where("id", "=", db.tenantId).executeTakeFirst();
  return row?.zone ?? "UTC";
}

function peopleRows(db: Db<SchedulingTables>, ids: readonly string[]) {
  return db.sql
    .selectFrom("person")
    .select(["id", "zone", "suspended"])
    .where("tenant_id", "=", db.tenantId)
    .where("id", "in", [...ids]);
}
