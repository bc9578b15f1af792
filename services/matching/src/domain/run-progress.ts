import type { Run } from "./run.ts";

const leastMs = 200;

/** How fast a run writes, and how long the rest takes at that rate. */
export interface RunProgress {
  readonly proposalsPerSecond: number;
  readonly leftMs: number;
}

/** How fast a run has written until `now`. Undefined: it does not write, or has not long enough to tell. */
export function progressOf(run: Run, now: Date): RunProgress | undefined {
  if (run.phase !== "INSERTING" || run.writingSince === null || run.writing.dealt === 0) return undefined;
  const ms = now.getTime() - run.writingSince.getTime();
  if (ms < leastMs) return undefined;
  const { total, dealt } = run.writing;
  return {
    proposalsPerSecond: (run.proposalsInserted * 1_000) / ms,
    leftMs: Math.round(((total - dealt) * ms) / dealt),
  };
}
