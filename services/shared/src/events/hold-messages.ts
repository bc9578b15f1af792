import type { JsMsg } from "nats";

/** The broker gives what nobody has acknowledged for so long to another process, so a killed one is missed no longer than that. */
export const ackWaitMs = 5_000;

/** Messages that have arrived and are not settled yet. */
export interface HeldMessages {
  add(message: JsMsg): void;
  stop(): void;
}

/** Tells the broker of messages that wait here that they are worked on, so that only those of a process that died come again. */
export function holdMessages(): HeldMessages {
  const held = new Set<JsMsg>();
  const timer = setInterval(() => {
    for (const message of held) {
      if (message.didAck) held.delete(message);
      else message.working();
    }
  }, ackWaitMs / 4);
  return {
    add: (message) => void held.add(message),
    stop: () => clearInterval(timer),
  };
}
