/** Every so many milliseconds a silent stream says that it lives, so that proxies keep it and callers notice a dead one. */
export const heartbeatMs = 20_000;

/**
 * Passes a source on and puts a message of `beat` in whenever nothing came for `everyMs`. Ends with the source; ending it early ends the
 * source too. A signal on which the source waits should be the RPC's own.
 */
export async function* withHeartbeat<T>(
  source: AsyncIterable<T>,
  beat: () => T | Promise<T>,
  everyMs: number = heartbeatMs,
): AsyncGenerator<T> {
  const messages = source[Symbol.asyncIterator]();
  let pending = messages.next();
  try {
    for (;;) {
      const next = await firstOf(pending, everyMs);
      if (next === "silence") {
        yield await beat();
        continue;
      }
      if (next.done === true) return;
      yield next.value;
      pending = messages.next();
    }
  } finally {
    // A source that waits can't be ended before it wakes: its own signal does that, nobody waits for it here.
    pending.catch(() => {});
    messages.return?.()?.catch(() => {});
  }
}

function firstOf<T>(pending: Promise<T>, ms: number): Promise<T | "silence"> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve("silence"), ms);
    pending.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
