import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { connect, Events, type NatsConnection, nanos } from "nats";
import type { Logger } from "pino";
import type { EventsConfig, EventsDoor, StreamDefinition } from "./types.ts";

const retryMs = 500;

/**
 * Opens the way to the broker. Connects when first asked and then stays: while the broker is away it goes on trying, and says so once.
 */
export function openEvents(config: EventsConfig, service: string, log: Logger): EventsDoor {
  const ending = new AbortController();
  const listeners = new Set<() => void>();
  let opening: Promise<NatsConnection> | undefined;
  let definition: Promise<StreamDefinition> | undefined;
  let reachable = false;

  const watch = async (nats: NatsConnection): Promise<void> => {
    for await (const { type } of nats.status()) {
      if (type === Events.Disconnect) {
        reachable = false;
        if (!ending.signal.aborted) log.warn("the connection to the broker was lost");
      }
      if (type !== Events.Reconnect) continue;
      reachable = true;
      log.info("the broker is connected again");
      for (const listener of listeners) listener();
    }
    reachable = false;
    opening = undefined;
  };
  const open = async (): Promise<NatsConnection> => {
    for (let attempt = 1; ; attempt += 1) {
      ending.signal.throwIfAborted();
      try {
        const nats = await connect({
          servers: config.url,
          name: service,
          timeout: 2_000,
          maxReconnectAttempts: -1,
          reconnectTimeWait: retryMs,
          pingInterval: 10_000,
          // The library would make an error with its stack for every message published, to show it if one fails.
          noAsyncTraces: true,
        });
        reachable = true;
        void watch(nats);
        for (const listener of listeners) listener();
        return nats;
      } catch (error) {
        if (attempt === 1) log.warn({ err: error }, "the broker does not answer; trying until it does");
        await pause(retryMs, undefined, { signal: ending.signal });
      }
    }
  };

  return {
    service,
    connection() {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    stream() {
      definition ??= readStreamFile(config.streamFile);
      return definition;
    },
    onConnect(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connected: () => reachable,
    async close() {
      ending.abort(new Error("the way to the broker is closed"));
      const nats = await opening?.catch(() => undefined);
      if (nats && !nats.isClosed()) await nats.close();
    },
  };
}

/** A stream's definition. Ages and windows are given in whole seconds, as `…_seconds`. */
export async function readStreamFile(path: string): Promise<StreamDefinition> {
  const given = JSON.parse(await readFile(path, "utf8")) as StreamDefinition & Record<string, unknown>;
  const entries = Object.entries(given).map(([key, value]) =>
    key.endsWith("_seconds") ? [key.slice(0, -"_seconds".length), nanos(Number(value) * 1000)] : [key, value],
  );
  return Object.fromEntries(entries) as StreamDefinition;
}
