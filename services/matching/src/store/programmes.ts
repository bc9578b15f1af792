import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Programme } from "../domain/programme.ts";
import type { MatchingTables, ProgrammeFactsTable } from "./tables.ts";

const fromRow = (row: ProgrammeFactsTable): Programme => ({
  id: row.programme_id,
  name: row.name,
  state: row.state,
  selfBooking: row.self_booking,
  version: row.version,
});

/** Keeps what was heard of programmes; older versions than those kept are ignored. */
export async function putProgrammes(trx: Trx<MatchingTables>, programmes: readonly Programme[]): Promise<void> {
  const newest = new Map<string, Programme>();
  for (const each of programmes) if (each.version > (newest.get(each.id)?.version ?? -1)) newest.set(each.id, each);
  if (newest.size === 0) return;
  await trx.sql
    .insertInto("programme_facts")
    .values(
      [...newest.values()].map((each) => ({
        tenant_id: trx.tenantId,
        programme_id: each.id,
        name: each.name,
        state: each.state,
        self_booking: each.selfBooking,
        version: each.version,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "programme_id"])
        .doUpdateSet((eb) => ({
          name: eb.ref("excluded.name"),
          state: eb.ref("excluded.state"),
          self_booking: eb.ref("excluded.self_booking"),
          version: eb.ref("excluded.version"),
        }))
        .where(sql<boolean>`excluded.version > programme_facts.version`),
    )
    .execute();
}

/** The programmes of these ids that were heard of. */
export async function findProgrammes(db: Db<MatchingTables>, ids: readonly string[]): Promise<Map<string, Programme>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("programme_facts")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.programme_id, fromRow(row)]));
}

export async function findProgramme(db: Db<MatchingTables>, id: string): Promise<Programme | undefined> {
  return (await findProgrammes(db, [id])).get(id);
}

/** The programme, which cannot change until the transaction ends. Others may hold it the same way. */
export async function holdProgramme(trx: Trx<MatchingTables>, id: string): Promise<Programme | undefined> {
  const row = await trx.sql
    .selectFrom("programme_facts")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("programme_id", "=", id)
    .forShare()
    .executeTakeFirst();
  return row && fromRow(row);
}
