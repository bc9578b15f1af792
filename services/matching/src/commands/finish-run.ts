import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { removeDue } from "@mentorship/shared/clock";
import { notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { countOf, type Run } from "../domain/run.ts";
import { outcomeOf, summaryOf } from "../domain/run-outcome.ts";
import type { RunStop } from "../domain/run-stop.ts";
import { runFinished } from "../events/publish.ts";
import { scoredKey } from "../queries/scored-run.ts";
import { lockRun, saveRun, unfinishedRun } from "../store/runs.ts";

/** Ends a run; `stop` says why it ends before its time, null: it does not. A run that has ended stays as it ended. */
export async function finishRun(ctx: MatchingContext, call: Call, runId: string, stop: RunStop | null): Promise<Run> {
  const ended = await transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    if (run.phase === "FINISHED") return run;
    const outcome = outcomeOf(run, stop);
    const summary = summaryOf(run, outcome);
    const finished = await saveRun(trx, { ...run, phase: "FINISHED", outcome, summary, finishedAt: trx.now });
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
        proposals_kept: run.proposalsKept,
        proposals_superseded: run.proposalsSuperseded,
        mentees_left_over: countOf(run.leftOver),
        total_score_billionths: run.totalScore,
        input_digest: run.inputDigest,
        output_digest: run.outputDigest,
      },
    });
    return finished;
  });
  await ctx.scored.release(scoredKey(call.tenantId, runId));
  return ended;
}
