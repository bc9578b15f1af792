import { connect } from "node:net";
import { logTail, type RunningProcess, settle } from "../processes/index.ts";

/**
 * Waits until `look` answers true, and fails at once, with the end of its log, when the process ends before that.
 * The process is stopped when it is not ready within `timeoutMs`.
 */
export async function awaitReady(
  running: RunningProcess,
  look: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const abort = new AbortController();
  const died = running.exited.then(async (exit) => {
    throw new Error(
      `${running.name} ended at its start (${exit.signal ?? `code ${exit.code}`}): ${await logTail(running.logFile)}`,
    );
  });
  try {
    const ready = settle(look, { timeoutMs, what: `${running.name} to be ready`, signal: abort.signal });
    ready.catch(() => undefined);
    await Promise.race([ready, died]);
  } catch (error) {
    await running.stop(1_000);
    throw error;
  } finally {
    abort.abort();
    died.catch(() => undefined);
  }
}

/** Whether something accepts connections at `host:port`, tried for at most `timeoutMs`. */
export function accepts(host: string, port: number, timeoutMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(false));
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
