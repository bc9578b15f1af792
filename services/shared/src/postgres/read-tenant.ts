import { isDatabaseAway, refusalOfFault } from "./faults.ts";
import { enterTenant, timeColumns, timeOf } from "./opening.ts";
import { sendAll, transactionOn, withClient } from "./session.ts";
import type { DataContext, Db } from "./types.ts";

/**
 * Reads one tenant's rows in one snapshot; writing fails. Two round trips beside those of `body`, which may run twice (after a lost connection). Throws DEADLINE_EXCEEDED and
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
  const attempt = () =>
    withClient(data.pool, async (client) => {
      const results = await sendAll(client, opening);
      const sql = transactionOn(data.kysely, data.pool, client);
      const answer = await body({ sql, tenantId, now: timeOf(results.at(-1)) });
      await client.query("commit");
      return answer;
    });
  try {
    // A connection that died in the pool is noticed by its first use.
    return await attempt().catch((error: unknown) => (isDatabaseAway(error) ? attempt() : Promise.reject(error)));
  } catch (error) {
    throw refusalOfFault(error);
  }
}
