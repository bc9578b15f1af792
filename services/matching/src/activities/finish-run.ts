import { finishRun as command } from "../commands/finish-run.ts";
import type { MatchingContext } from "../context.ts";
import { warningsOf } from "../domain/run-outcome.ts";
import { countOf } from "../domain/run.ts";
import type { RunActivities } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Ends the run. Done already: answers how it ended. */
export const finishRun =
  (ctx: MatchingContext): RunActivities["finishRun"] =>
  (ref, stop) =>
    asActivity(ctx.log, ref, async () => {
      const run = await command(ctx, stepCall(ref, "finish"), ref.runId, stop);
      return {
        outcome: run.outcome ?? "",
        mentors: run.mentorsLoaded,
        mentees: run.menteesLoaded,
        proposals: run.proposalsScored,
        inserted: run.proposalsInserted,
        kept: run.proposalsKept,
        superseded: run.proposalsSuperseded,
        leftOver: countOf(run.leftOver),
        warnings: warningsOf(run),
        summary: run.summary,
      };
    });
