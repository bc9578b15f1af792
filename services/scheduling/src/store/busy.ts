import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Instant, Interval } from "../domain/time/instant.ts";
import type { SchedulingTables } from "./tables.ts";

/** A stretch of time that somebody is taken for. */
export type TakenTime = Interval & { readonly personId: string };

/** A kind of thing that takes people's time: answers what of it touches `[from, to)`, in any order. */
export type BusySource = (
  db: Db<SchedulingTables>,
  personIds: readonly string[],
  within: { readonly from: Instant; readonly to: Instant },
  exceptIds?: readonly string[],
) => Promise<TakenTime[]>;

/** Everything that takes time, one entry each. Nobody may overlap any of it, in whatever role or programme. */
const SOURCES: readonly BusySource[] = [sessionTimes];

/**
 * When each of these people is taken, by sessions and by holds that last, as far as it touches `[from, to)`. The session that is being
 * moved is left out, and so are holds that give way to it.
 */
export async function busyTimes(
  db: Db<SchedulingTables>,
  personIds: readonly string[],
  within: { readonly from: Instant; readonly to: Instant },
  exceptIds?: readonly string[],
): Promise<Map<string, Interval[]>> {
  const busy = new Map<string, Interval[]>(personIds.map((id) => [id, []]));
  if (personIds.length === 0) return busy;
  for (const source of SOURCES) {
    for (const { personId, start, end } of await source(db, personIds, within, exceptIds)) {
      busy.get(personId)?.push({ start, end });
    }
  }
  return busy;
}

async function sessionTimes(...[db, personIds, within, exceptIds]: Parameters<BusySource>): Promise<TakenTime[]> {
  const range = `[${new Date(within.from).toISOString()},${new Date(within.to).toISOString()})`;
  // The key alone lets the constraint's index answer; the id decides where two people share a key.
  const rows = await db.sql
    .selectFrom("session_participant")
    .select(["person_id", sql<Date>`lower(during)`.as("starts_at"), sql<Date>`upper(during)`.as("ends_at")])
    .where("tenant_id", "=", db.tenantId)
    .where("active", "=", true)
    .where(
      sql<boolean>`person_key = any (array(select hashtextextended(id, 0) from unnest(${sql.val([...personIds])}::text[]) id))`,
    )
    .where("person_id", "in", [...personIds])
    .where(sql<boolean>`during && ${range}::tstzrange`)
    .where((eb) => eb.or([eb("free_after", "is", null), eb("free_after", ">", db.now)]))
    .$if((exceptIds ?? []).length > 0, (query) => query.where("session_id", "not in", [...(exceptIds ?? [])]))
    .execute();
  return rows.map((row) => ({
    personId: row.person_id,
    start: row.starts_at.getTime(),
    end: row.ends_at.getTime(),
  }));
}
