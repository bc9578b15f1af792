/** Latencies in milliseconds of the calls that were answered, and how many were refused. */
export interface Steady {
  readonly latencies: readonly number[];
  readonly failed: number;
}

/**
 * Makes a call every `everyMs` until stopped, whether or not those before were answered. A latency counts from the moment
 * when the call was due, so that a stall counts for every call that it held up. Bounded: after `mostCalls` it makes no more.
 */
export function callSteadily(everyMs: number, mostCalls: number, call: () => Promise<unknown>): () => Promise<Steady> {
  const latencies: number[] = [];
  const open: Promise<void>[] = [];
  let failed = 0;
  const from = performance.now();
  const one = async (due: number): Promise<void> => {
    try {
      await call();
      latencies.push(performance.now() - due);
    } catch {
      failed++;
    }
  };
  const beat = setInterval(() => {
    for (let due = from + open.length * everyMs; due <= performance.now() && open.length < mostCalls; due += everyMs) {
      open.push(one(due));
    }
  }, everyMs / 4);
  return async () => {
    clearInterval(beat);
    await Promise.all(open);
    return { latencies, failed };
  };
}
