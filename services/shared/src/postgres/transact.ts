import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { Call } from "../call/index.ts";
import { DomainError } from "../errors/index.ts";
import { afterCommit, commit, nothingPending } from "./ending.ts";
import { claimStatements, storeOutcome } from "./claim.ts";
import { isConflict, isDatabaseAway, refusalOfFault } from "./faults.ts";
import { enterTenant, timeOf } from "./opening.ts";
import { decodeOutcome } from "./outcome.ts";
import { sendAll, transactionOn, withClient } from "./session.ts";
import { pendingKey, type Data, type DataContext, type Pending, type Trx } from "./types.ts";

const tries = 4;

/**
 * Changes one tenant's rows, once per cause. Opens the transaction, claims the cause, runs `body`, then writes its events, audit
 * entries and outcome and commits: two round trips beside those of `body`. A repeat of the cause gets the stored outcome and `body`
 * does not run; a parallel duplicate waits for the first. What `body` throws rolls everything back and stores nothing.
 *
 * `body` may run up to four times (deadlocks, failed serialisations, once more after a lost connection) and must touch nothing outside the transaction. Throws
 * REQUEST_ID_REUSED, CONFLICT_RETRY, DEADLINE_EXCEEDED and UNAVAILABLE beside what `body` throws.
 */
export async function transact<S, R>(ctx: DataContext<S>, call: Call, body: (trx: Trx<S>) => Promise<R>): Promise<R> {
  const { data } = ctx;
  const opening = ["begin", enterTenant(call.tenantId, call.actor.id), ...claimStatements(call)];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { outcome, pending } = await withClient(data.pool, (client) =>
        attemptOnce(data, client, call, opening, body),
      );
      afterCommit(data, pending);
      return outcome;
    } catch (error) {
      // A connection that died in the pool is noticed by its first use. Trying again is safe in any case: the cause is claimed once.
      const again = isConflict(error) ? attempt < tries : isDatabaseAway(error) && attempt === 1;
      if (!again) throw refusalOfFault(error);
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

async function attemptOnce<S, R>(
  data: Data<S>,
  client: pg.PoolClient,
  call: Call,
  opening: readonly string[],
  body: (trx: Trx<S>) => Promise<R>,
): Promise<{ outcome: R; pending: Pending }> {
  const results = await sendAll(client, opening);
  const claimed = results.at(-1);
  const first = results.at(-2)?.rowCount === 1;
  if (!first) {
    const stored = claimed?.rows[0] as { body_hash: string; outcome: string | null } | undefined;
    await client.query("rollback");
    return { outcome: storedOutcome<R>(call, stored), pending: nothingPending() };
  }
  const trx: Trx<S> = {
    sql: transactionOn(data.kysely, data.pool, client),
    tenantId: call.tenantId,
    now: timeOf(claimed),
    call,
    [pendingKey]: nothingPending(),
  };
  const outcome = await body(trx);
  await commit(client, trx, [storeOutcome(call, outcome)]);
  return { outcome, pending: trx[pendingKey] };
}

function storedOutcome<R>(call: Call, stored: { body_hash: string; outcome: string | null } | undefined): R {
  const { cause } = call;
  if (cause.kind === "request" && stored && stored.body_hash !== cause.bodyHash) {
    const text = "this request id was used with another body in the last 24 hours";
    throw new DomainError("REQUEST_ID_REUSED", text, { request_id: cause.requestId });
  }
  if (typeof stored?.outcome !== "string") throw new Error("a claimed cause has no stored outcome");
  return decodeOutcome(stored.outcome) as R;
}
