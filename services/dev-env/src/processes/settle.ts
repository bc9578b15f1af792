import { setTimeout as delay } from "node:timers/promises";

export interface SettleOptions {
  timeoutMs?: number;
  /** What is waited for, as it will read in the error. */
  what?: string;
  signal?: AbortSignal;
}

/**
 * Calls `look` until it answers something truthy, and answers that. An error thrown by `look` counts as "not yet", so
 * that assertions can be used as conditions; the last one is the cause when `timeoutMs` (15 s when unset) has passed.
 */
export async function settle<T>(look: () => T | Promise<T>, options: SettleOptions = {}): Promise<NonNullable<T>> {
  const { timeoutMs = 15_000, what = "the condition", signal } = options;
  const end = performance.now() + timeoutMs;
  let pause = 10;
  let cause: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const seen = await look();
      if (seen) return seen as NonNullable<T>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) {
      const why = cause instanceof Error ? `: ${cause.message}` : "";
      throw new Error(`waited ${timeoutMs} ms for ${what}${why}`, { cause });
    }
    await delay(Math.min(pause, Math.max(1, end - performance.now())));
    pause = Math.min(pause * 1.5, 200);
  }
}
