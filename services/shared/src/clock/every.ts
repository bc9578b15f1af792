import type { Logger } from "pino";

export interface EveryOptions {
  /** What runs, as the log names it. */
  readonly name: string;
  readonly log: Logger;
  /** Runs once at the start, without waiting; off when unset. */
  readonly atOnce?: boolean;
}

/** Something that runs again and again. `wake` runs it now, after a run that is under way; `stop` waits for the run under way. */
export interface Loop {
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Runs `work` every `ms` real milliseconds, give or take a tenth, never twice at once. An error is logged when its kind is new since the
 * last success, so that an outage is one line and not thousands; the next run comes in any case.
 */
export function every(ms: number, work: () => Promise<unknown>, options: EveryOptions): Loop {
  const { name, log, atOnce = false } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;
  const told = new Set<string>();

  const run = async (): Promise<void> => {
    try {
      await work();
      if (told.size > 0) log.info({ loop: name }, "the loop works again");
      told.clear();
    } catch (error) {
      const kind = error instanceof Error ? `${error.name} ${error.message}` : String(error);
      if (!told.has(kind)) log.warn({ err: error, loop: name }, "the loop failed and will try again");
      told.add(kind);
    }
  };
  const start = (): void => {
    clearTimeout(timer);
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    again = false;
    running = run().finally(() => {
      running = undefined;
      if (again) start();
      else schedule();
    });
  };
  const schedule = (): void => {
    if (!stopped) timer = setTimeout(start, ms * (0.9 + Math.random() * 0.2));
  };

  if (atOnce) start();
  else schedule();
  return {
    wake: start,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
