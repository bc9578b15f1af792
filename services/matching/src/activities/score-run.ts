import { keepRunResult } from "../commands/keep-run-result.ts";
import type { MatchingContext } from "../context.ts";
import { chunksOf, type Run } from "../domain/run.ts";
import { getRun } from "../queries/get-run.ts";
import { getRunInput } from "../queries/get-run-input.ts";
import { scoreInWorker } from "../scoring/score-in-worker.ts";
import type { RunActivities, ScoredCounts } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Scores in a thread of its own and keeps what came out. Done already: answers what was kept. */
export const scoreRun =
  (ctx: MatchingContext): RunActivities["scoreRun"] =>
  (ref) =>
    asActivity(ctx.log, ref, async (signal) => {
      const call = stepCall(ref, "score");
      const run = await getRun(ctx, call, ref.runId);
      if (run.phase !== "SCORING") return countsOf(run);
      const result = await scoreInWorker(await getRunInput(ctx, call, ref.runId), { signal });
      return countsOf(await keepRunResult(ctx, call, ref.runId, result));
    });

const countsOf = (run: Run): ScoredCounts => ({
  proposals: run.proposalsScored,
  leftOver: run.menteesLeftOver,
  chunks: chunksOf(run.proposalsScored),
});
