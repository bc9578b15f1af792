import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { removeDue } from "@mentorship/shared/clock";
import { notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Run } from "../domain/run.ts";
import { outcomeOf, type RunStop, summaryOf } from "../domain/run-outcome.ts";
import { runFinished } from "../events/publish.ts";
import { countLeftOver, deleteStaged } from "../store/run-results.ts";
import { lockRun, saveRun, unfinishedRun } from "../store/runs.ts";

/** Ends a run; `stop` says why it ends before its time, null: it does not. A run that has ended stays as it ended. */
export function finishRun(ctx: MatchingContext, call: Call, runId: string, stop: RunStop | null): Promise<Run> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    if (run.phase === "FINISHED") return run;
    const counts = { ...run, changedMeanwhile: await countLeftOver(trx, runId, "CHANGED_MEANWHILE") };
    const outcome = outcomeOf(counts, stop);
    const summary = summaryOf(counts, outcome);
    const finished = await saveRun(trx, { ...run, phase: "FINISHED", outcome, summary, finishedAt: trx.now });
    await deleteStaged(trx, runId);
    await removeDue(trx, unfinishedRun, runId);
    appendOutbox(trx, [runFinished(finished)]);
    appendAudit(trx, {
      action: "match_run.finished",
      entity: { type: "match_run", id: runId },
      before: { phase: run.phase },
      after: {
        programme_id: run.programmeId,
        outcome,
        proposals_inserted: run.proposalsInserted,
        mentees_left_over: run.menteesLeftOver,
        input_digest: run.inputDigest,
        output_digest: run.outputDigest,
      },
    });
    return finished;
  });
}
