import { setTimeout as pause } from "node:timers/promises";
import { AckPolicy, type ConsumerMessages, ConsumerEvents, DeliverPolicy, type JsMsg, nanos } from "nats";
import type { Consumer } from "./consumer-types.ts";
import { ensureStream, isMissing, managerOf } from "./ensure-stream.ts";
import { ackWaitMs } from "./hold-messages.ts";
import type { Running } from "./types.ts";

const lost = new Set<string>([
  ConsumerEvents.ConsumerNotFound,
  ConsumerEvents.ConsumerDeleted,
  ConsumerEvents.StreamNotFound,
  ConsumerEvents.NoResponders,
  ConsumerEvents.HeartbeatsMissed,
]);

/** Gives every message of the consumer's subjects to `take`, and makes stream and durable anew whenever they are gone. */
export function receive<S, C>(consumer: Consumer<S, C>, take: (message: JsMsg) => void): Running {
  const { log } = consumer.ctx.data;
  const ending = new AbortController();
  const receiving = (async () => {
    let failures = 0;
    while (!ending.signal.aborted) {
      try {
        await receiveOnce(consumer, ending.signal, take, () => {
          failures = 0;
        });
      } catch (error) {
        failures += 1;
        if (failures === 1 && !ending.signal.aborted)
          log.warn({ err: error }, "events can't be received; trying until they can");
        await pause(Math.min(250 * 2 ** failures, 2_000), undefined, { signal: ending.signal }).catch(() => undefined);
      }
    }
  })();
  return {
    async stop() {
      ending.abort(new Error("the consumer ends"));
      await receiving;
    },
  };
}

async function receiveOnce<S, C>(
  consumer: Consumer<S, C>,
  ending: AbortSignal,
  take: (message: JsMsg) => void,
  onReceiving: () => void,
): Promise<void> {
  const { events } = consumer.ctx;
  const nats = await orAborted(events.connection(), ending);
  const { config } = await ensureStream(events);
  await ensureDurable(consumer, config.name);
  const durable = await nats.jetstream().consumers.get(config.name, consumer.name);
  const messages = await durable.consume({ max_messages: 400, expires: 10_000, idle_heartbeat: 1_000, callback: take });
  onReceiving();
  try {
    await untilBroken(messages, consumer, ending);
  } finally {
    await messages.close();
  }
}

/**
 * Makes the durable as the subscriptions want it. One that lacks a subject is made anew and so reads the stream from its beginning: a new
 * projection needs what happened before, and the inbox leaves out what was done.
 */
async function ensureDurable<S, C>(consumer: Consumer<S, C>, stream: string): Promise<void> {
  const { consumers } = await managerOf(consumer.ctx.events);
  const subjects = [...consumer.schemas.keys()].sort();
  const known = await consumers.info(stream, consumer.name).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (known) {
    const before = known.config.filter_subjects ?? [known.config.filter_subject ?? ""];
    if (subjects.join() === before.toSorted().join() && known.config.ack_wait === nanos(ackWaitMs)) return;
    if (subjects.every((subject) => before.includes(subject))) {
      await consumers.update(stream, consumer.name, { filter_subjects: subjects, ack_wait: nanos(ackWaitMs) });
      return;
    }
    await consumers.delete(stream, consumer.name);
    consumer.ctx.data.log.info({ consumer: consumer.name }, "the consumer listens to more; it reads the stream again");
  }
  await consumers.add(stream, {
    durable_name: consumer.name,
    filter_subjects: subjects,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_deliver: -1,
    max_ack_pending: 2_000,
  });
}

function untilBroken<S, C>(messages: ConsumerMessages, consumer: Consumer<S, C>, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = consumer.ctx.events.onConnect(() => end());
    const end = (): void => {
      stopListening();
      ending.removeEventListener("abort", end);
      resolve();
    };
    ending.addEventListener("abort", end);
    if (ending.aborted) end();
    void messages.closed().then(end);
    void (async () => {
      for await (const { type } of await messages.status()) if (lost.has(type)) end();
    })();
  });
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}
