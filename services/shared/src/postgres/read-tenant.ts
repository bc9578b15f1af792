import { refusalOfFault } from "./faults.ts";
import { enterTenant, timeColumns, timeOf } from "./opening.ts";
import { sendAll, transactionOn, withClient } from "./session.ts";
import type { DataContext, Db } from "./types.ts";

/**
 * Reads one tenant's rows in one snapshot; writing fails. Two round trips beside those of `body`. Throws DEADLINE_EXCEEDED and
 * UNAVAILABLE beside what `body` throws.
 */
export async function readTenant<S, R>(
  ctx: DataContext<S>,
  tenantId: string,
  body: (db: Db<S>) => Promise<R>,
): Promise<R> {
  const { data } = ctx;
  const opening = [
    "begin isolation level repeatable read read only",
    enterTenant(tenantId, ""),
    `select ${timeColumns(tenantId)}`,
  ];
  try {
    return await withClient(data.pool, async (client) => {
      const results = await sendAll(client, opening);
      const sql = transactionOn(data.kysely, data.pool, client);
      const answer = await body({ sql, tenantId, now: timeOf(results.at(-1)) });
      await client.query("commit");
      return answer;
    });
  } catch (error) {
    throw refusalOfFault(error);
  }
}
