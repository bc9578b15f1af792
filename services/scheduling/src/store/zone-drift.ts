import type { Db } from "@mentorship/shared/postgres";
import type { SessionPosition } from "./list-sessions.ts";
import type { SchedulingTables } from "./tables.ts";

/** Sessions to come that were booked under other zone data than `current`, by their beginning, after one of them. */
export async function bookedUnderOthers(
  db: Db<SchedulingTables>,
  current: string,
  after: SessionPosition | undefined,
  limit: number,
): Promise<SessionPosition[]> {
  const rows = await db.sql
    .selectFrom("session")
    .select(["id", "starts_at"])
    .where("tenant_id", "=", db.tenantId)
    .where("state", "=", "scheduled")
    .where("starts_at", ">", db.now)
    .where("zone_data_version", "!=", current)
    .$if(after !== undefined, (query) =>
      query.where((eb) => {
        const { startsAt, id } = after as SessionPosition;
        return eb(eb.refTuple("starts_at", "id"), ">", eb.tuple(startsAt, id));
      }),
    )
    .orderBy("starts_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ startsAt: row.starts_at, id: row.id }));
}
