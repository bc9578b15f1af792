import { setTimeout as pause } from "node:timers/promises";
import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import type { Run } from "../domain/run.ts";
import { getRun } from "./get-run.ts";

const lookMs = 200;

/** A run at once and after every change, until it has finished. Throws NOT_FOUND, and what the signal was aborted with. */
export async function* watchRun(
  ctx: MatchingContext,
  call: Call,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Run> {
  for (let told = 0; ; ) {
    const run = await getRun(ctx, call, id);
    if (run.version > told) yield run;
    told = run.version;
    if (run.phase === "FINISHED") return;
    await pause(lookMs, undefined, { signal });
  }
}
