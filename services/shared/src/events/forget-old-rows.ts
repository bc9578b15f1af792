import type pg from "pg";
import { enterTenant } from "../postgres/opening.ts";
import { sendAll, withClient } from "../postgres/session.ts";
import type { EventsContext } from "./types.ts";

// Requests are repeated within 24 hours; a workflow may retry a step, and an effect an event, for much longer.
const kept = {
  outbox: "delete from outbox where published_at is not null and created_at < now() - interval '30 days'",
  inbox: "delete from inbox where state in ('done', 'refused') and received_at < now() - interval '60 days'",
  requests: "delete from done_once where kind = 'request' and created_at < now() - interval '25 hours'",
  others: "delete from done_once where kind <> 'request' and created_at < now() - interval '90 days'",
};

/** Deletes rows of the machinery that are past their time. Real time: no tenant's clock hastens it. */
export async function forgetOldRows<S>(ctx: EventsContext<S>): Promise<void> {
  const { pool } = ctx.data;
  await pool.query(kept.outbox);
  await pool.query(kept.inbox);
  const { rows } = await pool.query<{ id: string }>("select id from tenant");
  for (const { id } of rows) await forgetOutcomes(pool, id);
}

function forgetOutcomes(pool: pg.Pool, tenantId: string): Promise<unknown> {
  return withClient(pool, (client) =>
    sendAll(client, ["begin", enterTenant(tenantId, ""), kept.requests, kept.others, "commit"]),
  );
}
