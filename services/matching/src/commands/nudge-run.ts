import type { Call } from "@mentorship/shared/call";
import { cancelWorkflow } from "@mentorship/shared/temporal";
import type { MatchingContext } from "../context.ts";
import { getRun } from "../queries/get-run.ts";
import { matchingRunId } from "../workflows/names.ts";

/**
 * Tells the workflow of a run that is to be cancelled, so that scoring breaks off at once. Without it the run ends before its next step all
 * the same: its row says so. Nothing when no workflow runs. Throws UNAVAILABLE while Temporal is away.
 */
export async function nudgeRun(ctx: MatchingContext, call: Pick<Call, "tenantId">, runId: string): Promise<void> {
  const run = await getRun(ctx, call, runId);
  if (run.phase !== "FINISHED") await cancelWorkflow(ctx.temporal, matchingRunId(run.programmeId, runId));
}
