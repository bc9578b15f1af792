import { askApplications } from "../clients.ts";
import { beginLoading } from "../commands/begin-loading.ts";
import { keepRunInput } from "../commands/keep-run-input.ts";
import type { MatchingContext } from "../context.ts";
import { type RunStop, stopOf } from "../domain/run-stop.ts";
import type { Run } from "../domain/run.ts";
import { disagreeing } from "../queries/disagreeing.ts";
import { loadRunInput } from "../queries/load-run-input.ts";
import { getRun } from "../queries/get-run.ts";
import type { LoadedCounts, RunActivities } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Reads what the run considers and keeps it. Done already: answers what was kept. */
export const loadRun =
  (ctx: MatchingContext): RunActivities["loadRun"] =>
  (ref) =>
    asActivity(ctx.log, ref, async (signal) => {
      const call = stepCall(ref, "load");
      ctx.scored.prepare();
      await beginLoading(ctx, stepCall(ref, "begin"), ref.runId);
      const run = await getRun(ctx, call, ref.runId);
      const stop = stopOf(run);
      if (stop !== null || run.phase !== "LOADING") return countsOf(run, stop);
      const rules = run.strategy === null ? {} : { strategy: run.strategy };
      const loaded = await loadRunInput(ctx, call, ref.programmeId, { mode: run.mode, rules }, signal);
      if (loaded.programme.state !== "MATCHING") return countsOf(run, "PROGRAMME_LEFT_MATCHING");
      const unsure = await disagreeing(ctx, call, ref.programmeId, loaded.people);
      const learnt = await askApplications(ctx, call, ref.programmeId, unsure);
      return countsOf(await keepRunInput(ctx, call, { ...loaded, runId: ref.runId, learnt }), null);
    });

const countsOf = (run: Run, stop: RunStop | null): LoadedCounts => ({
  mentors: run.mentorsLoaded,
  mentees: run.menteesLoaded,
  mode: run.mode,
  strategy: run.rules?.strategy ?? "",
  stop: stop !== null,
  because: stop,
});
