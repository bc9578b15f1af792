import type { JsMsg } from "nats";

// Whether a message is settled stands on the library's class, not in its interface.
type Settleable = JsMsg & { readonly didAck?: boolean };

/** The broker gives what nobody has settled for so long to whoever listens then, so a killed process is missed no longer. */
export const ackWaitMs = 5_000;

/** Messages that have arrived and are not settled yet. */
export interface HeldMessages {
  add(message: JsMsg): void;
  stop(): void;
}

/** Tells the broker of messages that wait here that they are worked on, so that only those of a process that died come again. */
export function holdMessages(): HeldMessages {
  const held = new Set<Settleable>();
  const tell = (message: Settleable): void => {
    try {
      if (message.didAck) held.delete(message);
      else message.working();
    } catch {
      // Its connection is closed for good: nobody can settle it any more, and it comes again.
      held.delete(message);
    }
  };
  const timer = setInterval(() => {
    for (const message of held) tell(message);
  }, ackWaitMs / 4);
  return {
    add: (message) => void held.add(message),
    stop: () => clearInterval(timer),
  };
}
