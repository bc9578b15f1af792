import type { StreamInfo } from "nats";
import type pg from "pg";
import type { EventsContext } from "./types.ts";

/**
 * Compares the stream with the one that the outbox was published to. When it was replaced, restored from an older copy or emptied, the
 * events of the last 30 days count as unpublished again; listeners know the ones they have had by their ids.
 */
export async function noticeReplacedStream<S>(
  ctx: EventsContext<S>,
  client: pg.Client,
  stream: StreamInfo,
): Promise<void> {
  const { name } = stream.config;
  const created = String(stream.created);
  const { rows } = await client.query<{ created: string | null; highest: number; recent: boolean }>(
    `select (select created from relay_state where stream = $1) as created,
       coalesce((select max(stream_sequence) from outbox), 0) as highest,
       exists (select from outbox where stream_sequence is not null and created_at > now() - interval '29 days') as recent`,
    [name],
  );
  const known = rows[0];
  if (!known) return;
  const replaced = known.created !== null && known.created !== created;
  const shortened = known.highest > stream.state.last_seq;
  const emptied = known.recent && stream.state.messages === 0;
  if (known.created === created && !shortened && !emptied) return;
  await client.query("begin");
  await client.query("set local statement_timeout = 0");
  const again = replaced || shortened || emptied ? await unpublish(client) : 0;
  await client.query(
    "insert into relay_state (stream, created) values ($1, $2) on conflict (stream) do update set created = excluded.created",
    [name, created],
  );
  await client.query("commit");
  if (again > 0)
    ctx.data.log.warn({ stream: name, events: again }, "the stream has lost its events; publishing them again");
}

async function unpublish(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query(
    `update outbox set published_at = null, stream_sequence = null
     where published_at is not null and created_at > now() - interval '30 days'`,
  );
  return rowCount ?? 0;
}
