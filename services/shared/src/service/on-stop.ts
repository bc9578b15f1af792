import type { Logger } from "../log/index.ts";

/** Beyond draining and the grace for calls under way, so long the rest of a stop may take. */
const patienceMs = 40_000;

/** Whether the process has been asked to stop. */
export interface StopState {
  readonly asked: boolean;
}

/**
 * Runs `stop` once on SIGTERM or SIGINT and then ends the process with 0; a second signal, or a stop that takes too long, ends it at once
 * with 1. With MENTORSHIP_PARENT_PIPE=1 the end of standard input counts as a signal, so that no child outlives its launcher.
 */
export function onStop(log: Logger, drainSeconds: number, stop: () => Promise<void>): StopState {
  const state = { asked: false };
  const ask = (why: string) => {
    if (state.asked) process.exit(1);
    state.asked = true;
    log.info({ why }, "stopping");
    setTimeout(
      () => {
        log.fatal("the stop takes too long");
        process.exit(1);
      },
      drainSeconds * 1000 + patienceMs,
    ).unref();
    void stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", () => ask("SIGTERM"));
  process.on("SIGINT", () => ask("SIGINT"));
  if (process.env.MENTORSHIP_PARENT_PIPE === "1") watchParent(() => ask("the parent process ended"), state);
  return state;
}

function watchParent(gone: () => void, state: StopState): void {
  const once = () => {
    if (!state.asked) gone();
  };
  process.stdin.on("end", once).on("close", once).on("error", once).resume();
}
