import { keepRunResult } from "../commands/keep-run-result.ts";
import type { MatchingContext } from "../context.ts";
import { countOf, type Run } from "../domain/run.ts";
import { type RunStop, stopOf } from "../domain/run-stop.ts";
import { getRun } from "../queries/get-run.ts";
import { scoredRun } from "../queries/scored-run.ts";
import type { RunActivities, ScoredCounts } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Scores in a thread of its own and keeps what came out. Done already: answers what was kept. */
export const scoreRun =
  (ctx: MatchingContext): RunActivities["scoreRun"] =>
  (ref) =>
    asActivity(ctx.log, ref, async (signal) => {
      const call = stepCall(ref, "score");
      const run = await getRun(ctx, call, ref.runId);
      const stop = stopOf(run);
      if (stop !== null || run.phase !== "SCORING") return countsOf(run, stop);
      const scored = await scoredRun(ctx, call, run, signal);
      return countsOf(await keepRunResult(ctx, call, ref.runId, scored.figures, await scored.leftOver()), null);
    });

const countsOf = (run: Run, stop: RunStop | null): ScoredCounts => ({
  proposals: run.proposalsScored,
  leftOver: countOf(run.leftOver),
  chunks: run.writing.chunks,
  replaces: run.mode === "REPLACE_PROPOSED",
  totalScore: run.totalScore,
  inputDigest: run.inputDigest,
  outputDigest: run.outputDigest,
  stop: stop !== null,
  because: stop,
});
