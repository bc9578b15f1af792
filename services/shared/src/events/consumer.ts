import { setTimeout as pause } from "node:timers/promises";
import type { JsMsg } from "nats";
import { isDatabaseAway } from "../postgres/index.ts";
import { applyEvents, runsOf } from "./apply-events.ts";
import { ackAll, type Consumer, consumerOf, type Delivery, retryAll, type RetryOptions } from "./consumer-types.ts";
import { deliveryOf } from "./delivery.ts";
import { createEffectsLane, type EffectsLane } from "./effects-lane.ts";
import { buryUnreadable, settleFault } from "./faults-of-events.ts";
import { holdMessages } from "./hold-messages.ts";
import { receive } from "./receive.ts";
import type { EventsContext, Running, Subscription } from "./types.ts";
import { createWaker } from "./waker.ts";

const batch = 200;

/** `name` is the durable consumer at the broker, the actor and the inbox's key: the service's name when unset. */
export interface ConsumerOptions<S, C> extends RetryOptions {
  readonly name?: string;
  readonly subscriptions: readonly Subscription<S, C>[];
}

/**
 * Listens to the events of the subscriptions. Consecutive events of a tenant are applied in one transaction, one by one when that fails;
 * each is acknowledged after its transaction has committed and its effects are done. Starts at once and waits for nothing: a broker
 * or database that is away delays it. A stream that was replaced is read from its beginning, and the inbox leaves out what was done.
 */
export async function startConsumer<S, C extends EventsContext<S>>(
  ctx: C,
  options: ConsumerOptions<S, C>,
): Promise<Running> {
  const consumer = consumerOf<S, C>(ctx, options.name ?? ctx.data.service, options.subscriptions, options);
  if (consumer.subscriptions.length === 0) return { stop: () => Promise.resolve() };
  const queue: JsMsg[] = [];
  const waker = createWaker();
  const lane = createEffectsLane(consumer);
  const held = holdMessages();
  let stopping = false;
  const receiving = receive(consumer, (message) => {
    held.add(message);
    queue.push(message);
    waker.wake();
  });
  const work = async (): Promise<void> => {
    while (!stopping) {
      const seen = waker.rings();
      const messages = queue.splice(0, batch);
      if (messages.length === 0) await waker.wait(seen, 1_000);
      else await treat(consumer, lane, messages);
    }
  };
  const working = work();
  return {
    async stop() {
      stopping = true;
      await receiving.stop();
      waker.wake();
      await working;
      for (const message of queue.splice(0)) message.nak(1);
      await lane.drain();
      held.stop();
    },
  };
}

async function treat<S, C>(consumer: Consumer<S, C>, lane: EffectsLane, messages: readonly JsMsg[]): Promise<void> {
  const deliveries = merge(messages.map((message) => deliveryOf(consumer, message)));
  for (const run of runsOf(deliveries, (each) => each.tenantId)) {
    const readable = run.filter((each) => each.event !== undefined);
    for (const each of run) {
      if (each.event !== undefined) continue;
      if (each.known) await buryUnreadable(consumer, each);
      else ackAll(each);
    }
    if (readable.length > 0) await applyTogether(consumer, lane, readable);
  }
}

async function applyTogether<S, C>(
  consumer: Consumer<S, C>,
  lane: EffectsLane,
  deliveries: readonly Delivery[],
): Promise<void> {
  try {
    const waiting = await applyEvents(consumer, (deliveries[0] as Delivery).tenantId, deliveries);
    for (const each of deliveries) {
      if (waiting.has(each.eventId)) lane.push(each);
      else ackAll(each);
    }
  } catch (error) {
    if (isDatabaseAway(error)) await putOff(consumer, deliveries, error);
    else if (deliveries.length === 1) await settleFault(consumer, deliveries[0] as Delivery, error);
    else for (const each of deliveries) await applyTogether(consumer, lane, [each]);
  }
}

// One pause for all: without it every event of the batch would find out for itself that the database is away.
async function putOff<S, C>(consumer: Consumer<S, C>, deliveries: readonly Delivery[], error: unknown): Promise<void> {
  consumer.ctx.data.log.warn({ err: error, events: deliveries.length }, "the database is away; events will come again");
  const ms = Math.min(consumer.retry.backoffMs(2), 2_000);
  for (const each of deliveries) retryAll(each, ms);
  await pause(ms / 2);
}

/** The broker may deliver an event again while it still waits here. */
function merge(deliveries: readonly Delivery[]): Delivery[] {
  const byId = new Map<string, Delivery>();
  for (const each of deliveries) {
    const key = `${each.tenantId} ${each.eventId}`;
    const earlier = byId.get(key);
    if (earlier) earlier.settle.push(...each.settle);
    else byId.set(key, each);
  }
  return [...byId.values()];
}
