import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Db, Trx } from "@mentorship/shared/postgres";
import type { MatcherInput } from "../domain/matcher/index.ts";
import type { MatchingTables } from "./tables.ts";

const squeeze = promisify(gzip);
const unsqueeze = promisify(gunzip);

/** All that a run considers as bytes. Takes a moment for large cohorts: do it outside the transaction. */
export const packInput = (input: MatcherInput): Promise<Buffer> =>
  squeeze(JSON.stringify({ ...input, leastScore: Number(input.leastScore) }), { level: 1 });

export async function insertRunInput(trx: Trx<MatchingTables>, runId: string, input: Buffer): Promise<void> {
  await trx.sql.insertInto("run_input").values({ tenant_id: trx.tenantId, run_id: runId, input }).execute();
}

/** All that a run considered, as it was when it loaded. */
export async function findRunInput(db: Db<MatchingTables>, runId: string): Promise<MatcherInput | undefined> {
  const query = db.sql.selectFrom("run_input").select("input").where("tenant_id", "=", db.tenantId);
  const row = await query.where("run_id", "=", runId).executeTakeFirst();
  return row && (JSON.parse((await unsqueeze(row.input)).toString("utf8")) as MatcherInput);
}
