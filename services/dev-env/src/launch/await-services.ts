import { isReady, type RunningProcess, settle } from "../processes/index.ts";
import type { ServiceName } from "./places.ts";
import type { Ports } from "./ports.ts";
import { notReady } from "./start-service.ts";

const TIMEOUT_SECONDS = 120;
const PROGRESS_MS = 5_000;

/**
 * Waits until every one of these services answers `/readyz`, telling of the ones still awaited every five seconds.
 * Throws with the end of its log when one ends before, or is not ready after two minutes.
 */
export async function awaitServices(
  services: readonly RunningProcess[],
  ports: Ports,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const awaited = new Set(services.map((one) => one.name));
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1_000).toFixed(1);
  const ticker = setInterval(() => log(`  waiting for ${[...awaited].join(", ")} (${seconds()} s)`), PROGRESS_MS);
  const one = async (running: RunningProcess): Promise<void> => {
    const baseUrl = `http://127.0.0.1:${ports[running.name as ServiceName]}`;
    const look = async (): Promise<boolean> => running.exit() !== undefined || (await isReady(baseUrl));
    await settle(look, { timeoutMs: TIMEOUT_SECONDS * 1_000, ...(signal === undefined ? {} : { signal }) }).catch(
      async (error: unknown) => {
        signal?.throwIfAborted();
        throw Object.assign(await notReady(running, TIMEOUT_SECONDS), { cause: error });
      },
    );
    if (running.exit() !== undefined) throw await notReady(running, TIMEOUT_SECONDS);
    awaited.delete(running.name);
    log(`  ${running.name} is ready (${seconds()} s)`);
  };
  try {
    await Promise.all(services.map(one));
  } finally {
    clearInterval(ticker);
  }
}
