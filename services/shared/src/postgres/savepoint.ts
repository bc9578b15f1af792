import { sql } from "kysely";
import { pendingKey, type Trx } from "./types.ts";

/**
 * Runs a part of a transaction that may fail without the whole: what `body` throws undoes its rows, events and audit entries, is
 * thrown on, and leaves the transaction usable. Parts nest but never run side by side.
 */
export async function savepoint<S, R>(trx: Trx<S>, body: () => Promise<R>): Promise<R> {
  const pending = trx[pendingKey];
  const before = { outbox: pending.outbox.length, audit: pending.audit.length, admissions: pending.admissions.length };
  await sql`savepoint part`.execute(trx.sql);
  try {
    const answer = await body();
    await sql`release savepoint part`.execute(trx.sql);
    return answer;
  } catch (error) {
    pending.outbox.length = before.outbox;
    pending.audit.length = before.audit;
    pending.admissions.length = before.admissions;
    await sql`rollback to savepoint part`.execute(trx.sql);
    await sql`release savepoint part`.execute(trx.sql);
    throw error;
  }
}
