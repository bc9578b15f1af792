import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { lockRun, saveRun } from "../store/runs.ts";

/** Notes that a run's workflow has begun. Nothing when it had before. */
export function beginLoading(ctx: MatchingContext, call: Call, runId: string): Promise<void> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    if (run.phase === "REQUESTED") await saveRun(trx, { ...run, phase: "LOADING" });
  });
}
