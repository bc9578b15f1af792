import { type DataContext, type Db, machineryQuery } from "@mentorship/shared/postgres";
import type { SchedulingTables } from "./tables.ts";

/** The kind of this service's rows that wait for a moment: one for each session that something will still happen to. */
export const SESSION_DUE = "session";

/** When something is due for a session, in the tenant's time; undefined when nothing will be. */
export async function sessionDueAt(db: Db<SchedulingTables>, sessionId: string): Promise<Date | undefined> {
  const row = await db.sql
    .selectFrom("due")
    .select("due_at")
    .where("tenant_id", "=", db.tenantId)
    .where("kind", "=", SESSION_DUE)
    .where("id", "=", sessionId)
    .executeTakeFirst();
  return row?.due_at;
}

/** A session that waits, of whichever tenant. */
export type WaitingSession = { readonly tenantId: string; readonly sessionId: string };

/** Sessions that wait for something, in the order of tenant and id, after one of them. */
export function waitingSessions(
  ctx: DataContext<SchedulingTables>,
  after: WaitingSession | undefined,
  limit: number,
): Promise<WaitingSession[]> {
  return machineryQuery(ctx, async (kysely) => {
    const rows = await kysely
      .selectFrom("due")
      .select(["tenant_id", "id"])
      .where("kind", "=", SESSION_DUE)
      .$if(after !== undefined, (query) =>
        query.where((eb) =>
          eb(
            eb.refTuple("tenant_id", "id"),
            ">",
            eb.tuple((after as WaitingSession).tenantId, (after as WaitingSession).sessionId),
          ),
        ),
      )
      .orderBy("tenant_id")
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map((row) => ({ tenantId: row.tenant_id, sessionId: row.id }));
  });
}
