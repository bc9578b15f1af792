import type { ProgrammeFacts } from "@mentorship/client/v1";
import type { Db, Trx } from "@mentorship/shared/postgres";
import type { NotificationTables } from "./tables.ts";

/** Keeps a programme's facts; older ones than those held change nothing. */
export async function saveProgrammeFacts(trx: Trx<NotificationTables>, facts: ProgrammeFacts): Promise<void> {
  const row = { name: facts.name, blind_copy: facts.blindCopy, version: Number(facts.version) };
  await trx.sql
    .insertInto("programme_facts")
    .values({ tenant_id: trx.tenantId, programme_id: facts.programmeId, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "programme_id"])
        .doUpdateSet(row)
        .where("programme_facts.version", "<", row.version),
    )
    .execute();
}

/** The programmes known here, by id. */
export async function programmesById(
  db: Db<NotificationTables>,
  ids: readonly string[],
): Promise<Map<string, { name: string; blindCopy: boolean }>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("programme_facts")
    .select(["programme_id", "name", "blind_copy"])
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.programme_id, { name: row.name, blindCopy: row.blind_copy }]));
}
