import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { decideCancel } from "../domain/run-actions.ts";
import type { Run } from "../domain/run.ts";
import { runCancelRequested } from "../events/publish.ts";
import { lockRun, saveRun } from "../store/runs.ts";

/**
 * Asks a run to stop: its row says so, and every step looks there first. One that was cancelled stays as it is. Throws NOT_FOUND, and
 * MATCH_RUN_STATE when it has ended otherwise.
 */
export function cancelRun(ctx: MatchingContext, call: Call, runId: string): Promise<Run> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    const decided = decideCancel(run, call.actor.id);
    if (!decided) return run;
    const cancelled = await saveRun(trx, decided);
    appendOutbox(trx, [runCancelRequested(cancelled)]);
    appendAudit(trx, {
      action: "match_run.cancel_requested",
      entity: { type: "match_run", id: runId },
      before: { phase: run.phase, cancelled_by: "" },
      after: { phase: run.phase, cancelled_by: cancelled.cancelledBy },
    });
    return cancelled;
  });
}
