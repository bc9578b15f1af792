/** A bell that one waiter hears, also when it rang shortly before. */
export interface Waker {
  wake(): void;
  rings(): number;
  /** Resolves after `ms`, or at once when it was rung since `seen`. */
  wait(seen: number, ms: number): Promise<void>;
}

/** A waker that nobody has rung yet. */
export function createWaker(): Waker {
  let rings = 0;
  let waiting: (() => void) | undefined;
  return {
    wake() {
      rings += 1;
      waiting?.();
    },
    rings: () => rings,
    wait(seen, ms) {
      if (rings !== seen) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting = undefined;
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting = done;
      });
    },
  };
}
