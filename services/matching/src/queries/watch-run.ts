import { setTimeout as pause } from "node:timers/promises";
import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import { type RunNow, runNow } from "./run-now.ts";

const lookMs = 200;

/** A run at once and after every change, until it has finished. Throws NOT_FOUND, and what the signal was aborted with. */
export async function* watchRun(
  ctx: MatchingContext,
  call: Call,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<RunNow> {
  for (let told = 0; ; ) {
    const found = await runNow(ctx, call, id);
    if (found.run.version > told) yield found;
    told = found.run.version;
    if (found.run.phase === "FINISHED") return;
    await pause(lookMs, undefined, { signal });
  }
}
