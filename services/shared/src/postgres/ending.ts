import { flushStatements } from "./flush.ts";
import { sendAll } from "./session.ts";
import type pg from "pg";
import { type Data, type Pending, pendingKey, type Trx } from "./types.ts";

/** Nothing gathered yet. */
export const nothingPending = (): Pending => ({ outbox: [], audit: [], admissions: [] });

/** Writes what a transaction has gathered, with `last` between events and audit, and commits: one round trip. */
export async function commit<S>(client: pg.PoolClient, trx: Trx<S>, last: readonly string[]): Promise<void> {
  const { outbox, audit } = flushStatements(trx.tenantId, trx[pendingKey]);
  await sendAll(client, [...outbox, ...last, ...audit, "commit"]);
}

/** What a commit sets off in this process. */
export function afterCommit<S>(data: Data<S>, pending: Pending): void {
  for (const key of pending.admissions) data.admitted.delete(key);
  if (pending.outbox.length > 0) data.bell.ring();
}
