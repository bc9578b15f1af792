import { askProgramme } from "../clients.ts";
import { insertProposals, type Written } from "../commands/insert-proposals.ts";
import type { MatchingContext } from "../context.ts";
import { rangeOf } from "../domain/run.ts";
import { getRun } from "../queries/get-run.ts";
import { scoredRun } from "../queries/scored-run.ts";
import type { InsertedCounts, RunActivities } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Asks for the programme's state and writes one part of the proposals. */
export const insertChunk =
  (ctx: MatchingContext): RunActivities["insertChunk"] =>
  (ref, chunk) =>
    asActivity(ctx.log, ref, async (signal) => {
      const call = stepCall(ref, `insert-chunk/${chunk}`);
      const run = await getRun(ctx, call, ref.runId);
      const scored = await scoredRun(ctx, call, run, signal);
      const { from, to } = rangeOf(run.writing, chunk);
      const pairs = await scored.part(from, to);
      const programme = await askProgramme(ctx, call, ref.programmeId);
      return countsOf(await insertProposals(ctx, call, { runId: ref.runId, chunk, pairs }, programme));
    });

/** How far a run is, for its workflow. */
export const countsOf = ({ stop, ...counts }: Written): InsertedCounts => ({
  ...counts,
  stop: stop !== null,
  because: stop,
});
