import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Instant, Interval } from "../domain/time/instant.ts";
import type { SchedulingTables } from "./tables.ts";

/** When each of these people is taken by sessions, as far as it touches `[from, to)`. The session that is being moved is left out. */
export async function busyTimes(
  db: Db<SchedulingTables>,
  personIds: readonly string[],
  within: { readonly from: Instant; readonly to: Instant },
  exceptSessionId?: string,
): Promise<Map<string, Interval[]>> {
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
    .$if(exceptSessionId !== undefined, (query) => query.where("session_id", "!=", exceptSessionId as string))
    .execute();
  const busy = new Map<string, Interval[]>(personIds.map((id) => [id, []]));
  for (const row of rows) busy.get(row.person_id)?.push({ start: row.starts_at.getTime(), end: row.ends_at.getTime() });
  return busy;
}
