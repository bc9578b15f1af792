import { isRefusal } from "../errors/index.ts";
import { isInfrastructureFault, sqlState } from "../postgres/index.ts";
import { ackAll, type Consumer, type Delivery, retryAll } from "./consumer-types.ts";

/**
 * Decides what becomes of an event that could not be applied: refused and done with; tried again, counted or, while something it
 * needs is away, not counted; or a dead letter. Settles its message only after that is written.
 */
export async function settleFault<S, C>(consumer: Consumer<S, C>, delivery: Delivery, error: unknown): Promise<void> {
  const { log } = consumer.ctx.data;
  const about = { err: error, tenant: delivery.tenantId, event: delivery.eventId, type: delivery.type };
  try {
    if (isRefusal(error)) {
      await recordRefusal(consumer, delivery, error.reason);
      log.info({ ...about, err: undefined, reason: error.reason }, "an event was refused");
      ackAll(delivery);
      return;
    }
    if (isInfrastructureFault(error)) {
      retryAll(delivery, consumer.retry.backoffMs(1));
      return;
    }
    const { attempts, dead } = await countFault(consumer, delivery, reasonOf(error), consumer.retry.maxAttempts);
    if (dead) log.error({ ...about, attempts }, "an event went to the dead letters");
    else log.warn({ ...about, attempts }, "an event could not be applied and will be tried again");
    if (dead) ackAll(delivery);
    else retryAll(delivery, consumer.retry.backoffMs(attempts));
  } catch (fault) {
    log.warn({ ...about, err: fault }, "the fault of an event could not be recorded");
    retryAll(delivery, consumer.retry.backoffMs(1));
  }
}

/** An event that can't even be read will not become readable: a dead letter at once. */
export async function buryUnreadable<S, C>(consumer: Consumer<S, C>, delivery: Delivery): Promise<void> {
  const { log } = consumer.ctx.data;
  const about = { tenant: delivery.tenantId, event: delivery.eventId, subject: delivery.subject };
  try {
    await countFault(consumer, delivery, "unreadable", 1);
    log.error(about, "an event that can't be read went to the dead letters");
    ackAll(delivery);
  } catch (error) {
    log.warn({ ...about, err: error }, "an event that can't be read could not be put aside yet");
    retryAll(delivery, consumer.retry.backoffMs(1));
  }
}

// Names and codes only: an error's text may quote a row.
function reasonOf(error: unknown): string {
  const { code, constraint } = sqlState(error);
  const name = error instanceof Error ? error.name : typeof error;
  return [name, code, constraint].filter((part) => part !== undefined).join(" ");
}

async function recordRefusal<S, C>(consumer: Consumer<S, C>, delivery: Delivery, reason: string): Promise<void> {
  await consumer.ctx.data.pool.query(
    `insert into inbox (tenant_id, consumer, event_id, type, state, reason, settled_at) values ($1, $2, $3, $4, 'refused', $5, now())
     on conflict (tenant_id, consumer, event_id)
     do update set state = 'refused', reason = excluded.reason, settled_at = excluded.settled_at
     where inbox.state in ('failed', 'applied')`,
    [delivery.tenantId, consumer.name, delivery.eventId, delivery.type, reason],
  );
}

async function countFault<S, C>(
  consumer: Consumer<S, C>,
  delivery: Delivery,
  reason: string,
  most: number,
): Promise<{ attempts: number; dead: boolean }> {
  const { rows } = await consumer.ctx.data.pool.query<{ attempts: number; state: string }>(
    `with counted as (
       insert into inbox (tenant_id, consumer, event_id, type, state, attempts, reason)
       values ($1, $2, $3, $4, case when 1 >= $6 then 'dead' else 'failed' end, 1, $5)
       on conflict (tenant_id, consumer, event_id) do update set attempts = inbox.attempts + 1, reason = excluded.reason,
         state = case when inbox.attempts + 1 >= $6 then 'dead' else inbox.state end
       where inbox.state in ('failed', 'applied')
       returning attempts, state),
     buried as (
       insert into dead_letter (tenant_id, consumer, event_id, subject, payload, reason, attempts)
       select $1, $2, $3, $7, $8, $5, attempts from counted where state = 'dead'
       on conflict (tenant_id, consumer, event_id)
       do update set reason = excluded.reason, attempts = excluded.attempts, dead_at = now(), replayed_at = null)
     select attempts, state from counted`,
    [
      delivery.tenantId,
      consumer.name,
      delivery.eventId,
      delivery.type,
      reason,
      most,
      delivery.subject,
      Buffer.from(delivery.payload),
    ],
  );
  const row = rows[0];
  // No row: another process has settled the event meanwhile.
  return { attempts: row?.attempts ?? 0, dead: row === undefined || row.state === "dead" };
}
