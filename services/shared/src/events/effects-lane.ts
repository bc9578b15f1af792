import { isInfrastructureFault } from "../postgres/index.ts";
import { ackAll, type Consumer, type Delivery, retryAll } from "./consumer-types.ts";
import { callOfDelivery } from "./delivery.ts";
import { settleFault } from "./faults-of-events.ts";

const atOnce = 16;

/** Where events wait to have their effects outside the database, beside the consumer, so that a slow target holds up no rows. */
export interface EffectsLane {
  push(delivery: Delivery): void;
  /** Takes nothing new and resolves when what runs has ended; the rest is given back to the broker. */
  drain(): Promise<void>;
}

/** A lane that runs 16 effects at once. When a target turns out to be away, those behind it are put off without being tried. */
export function createEffectsLane<S, C>(consumer: Consumer<S, C>): EffectsLane {
  const { log } = consumer.ctx.data;
  const waiting: Delivery[] = [];
  const running = new Set<Promise<void>>();
  let draining = false;
  let failures = 0;
  let awayUntil = 0;

  const run = async (delivery: Delivery): Promise<void> => {
    const putOff = awayUntil - performance.now();
    if (putOff > 0) return retryAll(delivery, putOff + Math.random() * 250);
    try {
      await runEffects(consumer, delivery);
      ackAll(delivery);
      if (failures > 0) log.info("effects of events work again");
      failures = 0;
    } catch (error) {
      if (isInfrastructureFault(error)) {
        failures += 1;
        if (failures === 1)
          log.warn({ err: error, type: delivery.type }, "what an event sets off is away; trying until it is back");
        awayUntil = performance.now() + Math.min(consumer.retry.backoffMs(Math.min(failures, 5)), 5_000);
      }
      await settleFault(consumer, delivery, error);
    }
  };
  const next = (): void => {
    while (running.size < atOnce && waiting.length > 0 && !draining) {
      const job: Promise<void> = run(waiting.shift() as Delivery).finally(() => {
        running.delete(job);
        next();
      });
      running.add(job);
    }
  };
  return {
    push(delivery) {
      waiting.push(delivery);
      next();
    },
    async drain() {
      draining = true;
      for (const delivery of waiting.splice(0)) retryAll(delivery, 1);
      await Promise.all(running);
    },
  };
}

/** Runs every effect of an event, then says in the inbox that they are done. */
export async function runEffects<S, C>(consumer: Consumer<S, C>, delivery: Delivery): Promise<void> {
  const { event, subject } = delivery;
  if (!event) throw new Error("an event that can't be read has no effects");
  const call = callOfDelivery(consumer, delivery);
  for (const each of consumer.subscriptions) {
    if (each.kind === "effect" && each.subject === subject) await each.run(event, consumer.ctx, call);
  }
  await consumer.ctx.data.pool.query(
    `update inbox set state = 'done', settled_at = now()
     where tenant_id = $1 and consumer = $2 and event_id = $3 and state = 'applied'`,
    [delivery.tenantId, consumer.name, delivery.eventId],
  );
}
