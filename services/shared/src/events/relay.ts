import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { every } from "../clock/every.ts";
import { outboxChannel } from "../postgres/bell.ts";
import { connectionOptions } from "../postgres/open-data.ts";
import { ensureStream } from "./ensure-stream.ts";
import { forgetOldRows } from "./forget-old-rows.ts";
import { createLagWatch } from "./lag-watch.ts";
import { noticeReplacedStream } from "./notice-replaced-stream.ts";
import { bulkWaits, publishBatch } from "./publish-batch.ts";
import type { EventsContext, Running } from "./types.ts";
import { createWaker, type Waker } from "./waker.ts";

/** Real milliseconds. Tests shorten them; the defaults serve production. */
export interface RelayOptions {
  /** How long the relay waits when nobody rings. */
  readonly pollMs?: number;
  /** How often it looks whether the stream is still the same one. */
  readonly checkMs?: number;
  /** How often rows past their time are deleted. */
  readonly forgetMs?: number;
  readonly batch?: number;
}

type Timing = Required<RelayOptions>;
const defaults: Timing = { pollMs: 1_000, checkMs: 5_000, forgetMs: 3_600_000, batch: 500 };

/** How long bulk events wait before they are looked at again. */
const bulkPollMs = 100;

/** While somebody who listens is further behind than this, bulk events wait: whatever else happens would have to wait behind them. */
const mostBehind = 500;

/**
 * Publishes what transactions have put in the outbox. Of all processes of a service one leads, by an advisory lock on a connection of
 * its own; the others wait to take over. While the broker is away rows stay and it goes on trying; a stream that was lost or
 * replaced gets the events of the last 30 days again.
 */
export async function startRelay<S>(ctx: EventsContext<S>, options: RelayOptions = {}): Promise<Running> {
  const timing = { ...defaults, ...options };
  const ending = new AbortController();
  const running = relayUntil(ctx, timing, ending.signal);
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}

async function relayUntil<S>(ctx: EventsContext<S>, timing: Timing, ending: AbortSignal): Promise<void> {
  const { log } = ctx.data;
  let failures = 0;
  while (!ending.aborted) {
    try {
      await lead(ctx, timing, ending, () => {
        if (failures > 0) log.info("the relay publishes again");
        failures = 0;
      });
    } catch (error) {
      failures += 1;
      if (failures === 1 && !ending.aborted) log.warn({ err: error }, "the relay was interrupted and will go on");
      await rest(Math.min(250 * 2 ** Math.min(failures, 5), 5_000), ending);
    }
  }
}

async function lead<S>(
  ctx: EventsContext<S>,
  timing: Timing,
  ending: AbortSignal,
  onPublished: () => void,
): Promise<void> {
  const { data } = ctx;
  const forgetting = { name: "forgetting old rows", log: data.log };
  const client = new pg.Client(connectionOptions(data.config, data.service));
  let lost: Error | undefined;
  const waker = createWaker();
  client.on("error", (error) => {
    lost = error;
    waker.wake();
  });
  const onEnd = (): void => waker.wake();
  ending.addEventListener("abort", onEnd);
  const cleanUp: (() => void | Promise<void>)[] = [];
  try {
    await client.connect();
    if (!(await becomeLeader(client, data.service, ending))) return;
    client.on("notification", () => waker.wake());
    await client.query(`listen ${pg.escapeIdentifier(outboxChannel(data.service))}`);
    cleanUp.push(data.bell.onRing(() => waker.wake()));
    const forget = every(timing.forgetMs, () => forgetOldRows(ctx), forgetting);
    cleanUp.push(() => forget.stop());
    data.log.info("this process leads the relay");
    const assertLeading = (): void => {
      if (lost) throw lost;
    };
    await publishUntil(ctx, client, timing, ending, waker, assertLeading, onPublished);
  } finally {
    for (const end of cleanUp) await end();
    ending.removeEventListener("abort", onEnd);
    await client.end().catch(() => undefined);
  }
}

async function becomeLeader(client: pg.Client, service: string, ending: AbortSignal): Promise<boolean> {
  while (!ending.aborted) {
    const { rows } = await client.query<{ leads: boolean }>(
      "select pg_try_advisory_lock(hashtext('relay'), hashtext($1)) as leads",
      [service],
    );
    if (rows[0]?.leads) return true;
    await rest(1_000, ending);
  }
  return false;
}

async function publishUntil<S>(
  ctx: EventsContext<S>,
  client: pg.Client,
  timing: Timing,
  ending: AbortSignal,
  waker: Waker,
  assertLeading: () => void,
  onPublished: () => void,
): Promise<void> {
  let checkAt = 0;
  const lag = createLagWatch(ctx.events);
  const stopListening = ctx.events.onConnect(() => {
    checkAt = 0;
    waker.wake();
  });
  ctx.events.connection().catch(() => undefined);
  try {
    while (!ending.aborted) {
      assertLeading();
      const seen = waker.rings();
      if (!ctx.events.connected()) {
        await waker.wait(seen, timing.pollMs);
        continue;
      }
      if (performance.now() >= checkAt) {
        await noticeReplacedStream(ctx, client, await ensureStream(ctx.events));
        checkAt = performance.now() + timing.checkMs;
      }
      const published = await publishBatch(ctx, client, "everyday", timing.batch);
      onPublished();
      if (published === timing.batch) continue;
      if (!(await bulkWaits(client))) await waker.wait(seen, timing.pollMs);
      else if ((await lag.greatest()) > mostBehind) await waker.wait(seen, bulkPollMs);
      else if ((await publishBatch(ctx, client, "bulk", timing.batch)) < timing.batch)
        await waker.wait(seen, bulkPollMs);
    }
  } finally {
    stopListening();
  }
}

const rest = (ms: number, ending: AbortSignal): Promise<unknown> =>
  pause(ms, undefined, { signal: ending }).catch(() => undefined);
