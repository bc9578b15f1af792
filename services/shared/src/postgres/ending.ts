import { flushStatements } from "./flush.ts";
import { sendAll } from "./session.ts";
import type pg from "pg";
import { type Data, type Pending, pendingKey, type Trx } from "./types.ts";

/** Nothing gathered yet. */
export const nothingPending = (): Pending => ({ outbox: [], audit: [], admissions: [] });

/**
 * Writes what a transaction has gathered, with `last` between events and audit, and commits: one round trip. What is long goes in several,
 * and while the database works on one the next is made, so that the chain of the audit is locked no longer than it must be.
 */
export async function commit<S>(client: pg.PoolClient, trx: Trx<S>, last: readonly string[]): Promise<void> {
  const statements = flushStatements(trx.tenantId, trx[pendingKey], last);
  let sent: Promise<unknown> = Promise.resolve();
  try {
    for (const message of messagesOf(statements)) {
      await sent;
      sent = sendAll(client, message);
    }
  } finally {
    await sent;
  }
}

const messageChars = 65_536;

/** The statements and, at last, the commit, in messages that are ended by the first statement that makes them long. */
function* messagesOf(statements: Iterable<string>): Generator<string[]> {
  let message: string[] = [];
  let chars = 0;
  for (const statement of statements) {
    message.push(statement);
    chars += statement.length;
    if (chars < messageChars) continue;
    yield message;
    message = [];
    chars = 0;
  }
  yield [...message, "commit"];
}

/** What a commit sets off in this process. */
export function afterCommit<S>(data: Data<S>, pending: Pending): void {
  for (const key of pending.admissions) data.admitted.delete(key);
  if (pending.outbox.length > 0) data.bell.ring();
}
