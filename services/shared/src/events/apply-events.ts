import { setTimeout as pause } from "node:timers/promises";
import { isConflict, type Pending, pendingKey, type Trx } from "../postgres/index.ts";
import { literal } from "../postgres/literal.ts";
import { enterTenant, timeColumns, timeOf } from "../postgres/opening.ts";
import { sendAll, transactionOn, withClient } from "../postgres/session.ts";
import { afterCommit, commit, nothingPending } from "../postgres/ending.ts";
import type { Consumer, Delivery } from "./consumer-types.ts";
import { callOfDelivery } from "./delivery.ts";
import type { Arrived, EventMessage } from "./types.ts";

const tries = 4;

/**
 * Applies events of one tenant in one transaction, with an inbox row each; those that the inbox has already are left out. Answers which of
 * them still have something to do outside the database. Throws what a handler throws, and then nothing is written.
 */
export async function applyEvents<S, C>(
  consumer: Consumer<S, C>,
  tenantId: string,
  deliveries: readonly Delivery[],
): Promise<ReadonlySet<string>> {
  const { data } = consumer.ctx;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { pending, waiting } = await attemptOnce(consumer, tenantId, deliveries);
      afterCommit(data, pending);
      return waiting;
    } catch (error) {
      if (!isConflict(error) || attempt >= tries) throw error;
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

function attemptOnce<S, C>(
  consumer: Consumer<S, C>,
  tenantId: string,
  deliveries: readonly Delivery[],
): Promise<{ pending: Pending; waiting: ReadonlySet<string> }> {
  const { data } = consumer.ctx;
  return withClient(data.pool, async (client) => {
    const results = await sendAll(client, [
      "begin",
      enterTenant(tenantId, consumer.name),
      ...inboxStatements(consumer, tenantId, deliveries),
      `select ${timeColumns(tenantId)}`,
    ]);
    const fresh = idsOf(results[2]?.rows);
    const waiting = idsOf(results[3]?.rows);
    const base: Omit<Trx<S>, "call"> = {
      sql: transactionOn<S>(data.kysely, data.pool, client),
      tenantId,
      now: timeOf(results[4]),
      [pendingKey]: nothingPending(),
    };
    const arrived = deliveries
      .filter((delivery) => fresh.has(delivery.eventId))
      .map((delivery) => ({
        subject: delivery.subject,
        trx: { ...base, call: callOfDelivery(consumer, delivery) },
        event: delivery.event as EventMessage,
      }));
    await handle(consumer, arrived);
    const trx = { ...base, call: callOfDelivery(consumer, deliveries[0] as Delivery) };
    await commit(client, trx, []);
    return { pending: base[pendingKey], waiting };
  });
}

const idsOf = (rows: unknown[] | undefined): Set<string> =>
  new Set((rows as { event_id: string }[] | undefined)?.map((row) => row.event_id));

// Sorted, so that two processes that apply the same events wait for each other instead of deadlocking.
function inboxStatements<S, C>(consumer: Consumer<S, C>, tenantId: string, deliveries: readonly Delivery[]): string[] {
  const rows = deliveries
    .map(({ eventId, type, subject }) => ({
      event_id: eventId,
      type,
      state: hasEffects(consumer, subject) ? "applied" : "done",
    }))
    .sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
  const [tenant, name] = [literal(tenantId), literal(consumer.name)];
  return [
    `insert into inbox (tenant_id, consumer, event_id, type, state, settled_at)
     select ${tenant}, ${name}, e.event_id, e.type, e.state, now()
     from json_to_recordset(${literal(JSON.stringify(rows))}) as e(event_id text, type text, state text)
     on conflict (tenant_id, consumer, event_id) do update set state = excluded.state, settled_at = excluded.settled_at
     where inbox.state = 'failed' returning event_id`,
    `select event_id from inbox where tenant_id = ${tenant} and consumer = ${name} and state = 'applied'
     and event_id in (${rows.map((row) => literal(row.event_id)).join(", ")})`,
  ];
}

export const hasEffects = <S, C>(consumer: Consumer<S, C>, subject: string): boolean =>
  consumer.subscriptions.some((each) => each.subject === subject && each.kind === "effect");

type ArrivedAs<S> = Arrived<S, EventMessage> & { readonly subject: string };

async function handle<S, C>(consumer: Consumer<S, C>, arrived: readonly ArrivedAs<S>[]): Promise<void> {
  for (const run of runsOf(arrived, (each) => each.subject)) {
    for (const each of consumer.subscriptions) {
      if (each.kind === "rows" && each.subject === run[0]?.subject) await each.apply(run, consumer.ctx);
    }
  }
}

/** Consecutive elements with the same key, together. */
export function runsOf<T>(all: readonly T[], keyOf: (each: T) => string): T[][] {
  const runs: T[][] = [];
  for (const each of all) {
    const last = runs.at(-1);
    if (last && keyOf(last[0] as T) === keyOf(each)) last.push(each);
    else runs.push([each]);
  }
  return runs;
}
