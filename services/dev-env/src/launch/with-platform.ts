import { type Platform, type PlatformOptions, startPlatform } from "./platform.ts";

/** Thrown where work ended because somebody asked this process to end. */
export class Interrupted extends Error {
  readonly by: string;

  constructor(by: string) {
    super(`interrupted by ${by}`);
    this.name = "Interrupted";
    this.by = by;
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Starts a platform, calls `use` with it, and stops it: when `use` has ended or failed, on SIGINT, SIGTERM and SIGHUP,
 * and on an error that nobody caught. Throws `Interrupted` in the second case. A further signal, a second or more after
 * the first, ends this process at once; what it started then goes with it.
 */
export async function withPlatform<T>(
  options: Omit<PlatformOptions, "signal">,
  use: (platform: Platform, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const { signal } = abort;
  let firstAt: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    // One request may come twice: from make, and from whoever signalled the whole process group.
    if (firstAt !== undefined && performance.now() - firstAt > 1_000) process.exit(130);
    firstAt ??= performance.now();
    abort.abort(new Interrupted(name));
  };
  const onError = (error: unknown): void => abort.abort(error);
  for (const name of SIGNALS) process.on(name, onSignal);
  process.on("uncaughtException", onError);
  process.on("unhandledRejection", onError);
  try {
    const platform = await startPlatform({ ...options, signal });
    const aborted = new Promise<never>((_resolve, reject) => {
      const fail = (): void => reject(signal.reason as Error);
      if (signal.aborted) fail();
      else signal.addEventListener("abort", fail, { once: true });
    });
    try {
      return await Promise.race([use(platform, signal), aborted]);
    } finally {
      aborted.catch(() => undefined);
      await platform.stop();
    }
  } finally {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
    process.removeListener("uncaughtException", onError);
    process.removeListener("unhandledRejection", onError);
  }
}
