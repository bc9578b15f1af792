import { askProgramme } from "../clients.ts";
import { replaceProposals as command } from "../commands/replace-proposals.ts";
import type { MatchingContext } from "../context.ts";
import { getRun } from "../queries/get-run.ts";
import { scoredRun } from "../queries/scored-run.ts";
import type { RunActivities } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";
import { countsOf } from "./insert-chunk.ts";

/** Asks for the programme's state, and replaces the proposals that did not come out again. */
export const replaceProposals =
  (ctx: MatchingContext): RunActivities["replaceProposals"] =>
  (ref) =>
    asActivity(ctx.log, ref, async (signal) => {
      const call = stepCall(ref, "replace");
      const run = await getRun(ctx, call, ref.runId);
      const scored = await scoredRun(ctx, call, run, signal);
      const replacement = await scored.replacement();
      const pairs = await scored.part(0, run.writing.replacing);
      const programme = await askProgramme(ctx, call, ref.programmeId);
      return countsOf(await command(ctx, call, { ...replacement, runId: ref.runId, pairs }, programme));
    });
