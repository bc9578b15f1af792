import { headers, type JetStreamClient, type MsgHdrs } from "nats";
import type pg from "pg";
import type { EventsContext } from "./types.ts";

interface OutboxRow {
  tenant_id: string;
  event_id: string;
  subject: string;
  type: string;
  payload: Buffer;
  occurred_at: Date;
  trace_id: string;
}

/** Events of every day, or those of which very many come at once: these rest for a second, so that they do not compete with what makes them. */
export type Lane = "everyday" | "bulk";

const waiting: Readonly<Record<Lane, string>> = {
  everyday: "published_at is null and not bulk",
  bulk: "published_at is null and bulk and created_at < clock_timestamp() - interval '1 second'",
};

/**
 * Publishes the oldest unpublished events of a lane, at most `limit`, all in flight at once, and marks those that the stream has
 * acknowledged. Answers how many. Throws the first failure after the marks are written; what failed stays for the next batch.
 */
export async function publishBatch<S>(
  ctx: EventsContext<S>,
  client: pg.Client,
  lane: Lane,
  limit: number,
): Promise<number> {
  await client.query("begin");
  try {
    const { rows } = await client.query<OutboxRow>(
      `select tenant_id, event_id, subject, type, payload, occurred_at, trace_id from outbox
       where ${waiting[lane]} order by position limit $1 for update skip locked`,
      [limit],
    );
    const failure = rows.length > 0 ? await publishAll(ctx, client, rows) : undefined;
    await client.query("commit");
    if (failure !== undefined) throw failure.error;
    return rows.length;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** Whether events of the lane `bulk` wait, those that still rest among them. */
export async function bulkWaits(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select from outbox where published_at is null and bulk limit 1");
  return rows.length > 0;
}

async function publishAll<S>(
  ctx: EventsContext<S>,
  client: pg.Client,
  rows: readonly OutboxRow[],
): Promise<{ error: unknown } | undefined> {
  if (!ctx.events.connected()) return { error: new Error("the broker is away") };
  const nats = await ctx.events.connection();
  const stream = nats.jetstream({ timeout: 5_000 });
  const answers = await Promise.allSettled(rows.map((row) => publish(stream, ctx.data.service, row)));
  const published = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  if (published.length > 0) {
    await client.query(
      `update outbox o set published_at = clock_timestamp(), stream_sequence = p.sequence
       from json_to_recordset($1) as p(tenant_id text, event_id text, sequence int8)
       where o.tenant_id = p.tenant_id and o.event_id = p.event_id`,
      [JSON.stringify(published)],
    );
  }
  const failed = answers.find((answer) => answer.status === "rejected");
  return failed && { error: failed.reason as unknown };
}

async function publish(stream: JetStreamClient, service: string, row: OutboxRow): Promise<Record<string, unknown>> {
  const ack = await stream.publish(row.subject, row.payload, {
    msgID: row.event_id,
    headers: cloudEvent(service, row),
  });
  return { tenant_id: row.tenant_id, event_id: row.event_id, sequence: ack.seq };
}

/** The headers of CloudEvents in binary mode: the payload is the event message alone. */
function cloudEvent(service: string, row: OutboxRow): MsgHdrs {
  const found = headers();
  found.set("ce-specversion", "1.0");
  found.set("ce-id", row.event_id);
  found.set("ce-source", `/mentorship/${service}`);
  found.set("ce-type", row.subject);
  found.set("ce-time", row.occurred_at.toISOString());
  found.set("ce-dataschema", row.type);
  found.set("ce-tenant", headerText(row.tenant_id));
  found.set("ce-traceid", headerText(row.trace_id));
  found.set("content-type", "application/protobuf");
  return found;
}

// A header holds printable ASCII; CloudEvents percent-encodes the rest.
const headerText = (text: string): string => encodeURIComponent(text);
