import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Run } from "../domain/run.ts";
import { lockRun, saveRun } from "../store/runs.ts";

/** Notes that a run's workflow has begun, and answers the run. Nothing when it had before, or when it is to be cancelled. */
export function beginLoading(ctx: MatchingContext, call: Call, runId: string): Promise<Run> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    return run.phase === "REQUESTED" && run.cancelledBy === "" ? saveRun(trx, { ...run, phase: "LOADING" }) : run;
  });
}
