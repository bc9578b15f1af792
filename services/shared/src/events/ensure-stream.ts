import { type JetStreamManager, NatsError, type StreamInfo } from "nats";
import type { EventsDoor } from "./types.ts";

/** What the stream looks like now; it is created from its file when the broker has none. Rejects while the broker is away. */
export async function ensureStream(events: EventsDoor): Promise<StreamInfo> {
  const definition = await events.stream();
  const manager = await managerOf(events);
  try {
    return await manager.streams.info(definition.name);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return manager.streams.add(definition);
  }
}

/** The broker's administration. Waits while the broker is away. */
export async function managerOf(events: EventsDoor): Promise<JetStreamManager> {
  const nats = await events.connection();
  return nats.jetstreamManager({ checkAPI: false, timeout: 5_000 });
}

/** Whether the broker says that there is no such stream or consumer. */
export function isMissing(error: unknown): boolean {
  return error instanceof NatsError && (error.code === "404" || error.api_error?.code === 404);
}
