import type { Db, Trx } from "@mentorship/shared/postgres";
import type { ReplaceableMatch } from "./replaceable.ts";
import type { MatchingTables } from "./tables.ts";

/** All that a run considers: the matcher's input as bytes, and the live proposals that count as absent. */
export interface RunInput {
  readonly packed: Buffer;
  readonly replaceable: readonly ReplaceableMatch[];
}

export async function insertRunInput(trx: Trx<MatchingTables>, runId: string, input: RunInput): Promise<void> {
  const replaceable = JSON.stringify(input.replaceable.map(({ id, mentorId, menteeId }) => [id, mentorId, menteeId]));
  await trx.sql
    .insertInto("run_input")
    .values({ tenant_id: trx.tenantId, run_id: runId, input: input.packed, replaceable })
    .execute();
}

/** All that a run considered, as it was when it loaded, the input as bytes. */
export async function findPackedInput(db: Db<MatchingTables>, runId: string): Promise<RunInput | undefined> {
  const query = db.sql.selectFrom("run_input").select(["input", "replaceable"]).where("tenant_id", "=", db.tenantId);
  const row = await query.where("run_id", "=", runId).executeTakeFirst();
  if (!row) return undefined;
  const replaceable = row.replaceable.map(([id, mentorId, menteeId]) => ({ id, mentorId, menteeId }));
  return { packed: row.input, replaceable };
}
