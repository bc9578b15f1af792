import { type EventsContext, isMissing, managerOf } from "../events/index.ts";
import { DomainError } from "../errors/index.ts";
import { refusalOfFault } from "../postgres/index.ts";

/** How far a service is with a tenant: what its clock says, what waits, and what of the stream it has published and applied. */
export interface ClockStatus {
  readonly version: number;
  readonly now: Date;
  readonly nextDueAt: Date | undefined;
  readonly dueCount: number;
  readonly outboxCount: number;
  readonly publishedSequence: number;
  readonly appliedSequence: number;
}

/** `consumer` is the name of the service's durable. Throws UNAVAILABLE while broker or database are away. */
export async function clockStatus<S>(ctx: EventsContext<S>, tenantId: string, consumer: string): Promise<ClockStatus> {
  // The stream first, the rows last: what is applied in between has left its traces in the rows.
  const appliedSequence = await appliedBy(ctx, consumer);
  return { ...(await rowsOf(ctx, tenantId)), appliedSequence };
}

async function appliedBy<S>(ctx: EventsContext<S>, consumer: string): Promise<number> {
  if (!ctx.events.connected()) throw away();
  try {
    const manager = await managerOf(ctx.events);
    const { name } = await ctx.events.stream();
    const { state } = await manager.streams.info(name);
    const info = await manager.consumers.info(name, consumer);
    const idle = info.num_pending === 0 && info.num_ack_pending === 0;
    return idle ? Math.max(state.last_seq, info.ack_floor.stream_seq) : info.ack_floor.stream_seq;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw away(error);
  }
}

const away = (cause?: unknown): DomainError =>
  new DomainError("UNAVAILABLE", "the broker does not answer", {}, { cause, retryAfterMs: 1000 });

async function rowsOf<S>(ctx: EventsContext<S>, tenantId: string): Promise<Omit<ClockStatus, "appliedSequence">> {
  try {
    const { rows } = await ctx.data.pool.query<{
      real_ms: number;
      offset_ms: number | null;
      version: number | null;
      next_due_at: Date | null;
      due: number;
      outbox: number;
      published: number | null;
    }>(
      `with clock as (
         select coalesce(max(clock_offset_ms), 0) as offset_ms, max(clock_version) as version,
           now() + coalesce(max(clock_offset_ms), 0) * interval '1 millisecond' as tenant_now
         from tenant where id = $1)
       select floor(extract(epoch from now()) * 1000)::int8 as real_ms, offset_ms, version,
         (select min(due_at) from due where tenant_id = $1 and due_at > tenant_now) as next_due_at,
         (select count(*) from due where tenant_id = $1 and due_at <= tenant_now) as due,
         (select count(*) from outbox where tenant_id = $1 and published_at is null) as outbox,
         (select max(stream_sequence) from outbox where tenant_id = $1) as published
       from clock`,
      [tenantId],
    );
    const row = rows[0];
    if (!row) throw new Error("the database answered no status");
    return {
      version: row.version ?? 0,
      now: new Date(row.real_ms + (row.offset_ms ?? 0)),
      nextDueAt: row.next_due_at ?? undefined,
      dueCount: row.due,
      outboxCount: row.outbox,
      publishedSequence: row.published ?? 0,
    };
  } catch (error) {
    throw refusalOfFault(error);
  }
}
