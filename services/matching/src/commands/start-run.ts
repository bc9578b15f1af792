import type { Call } from "@mentorship/shared/call";
import { startWorkflow } from "@mentorship/shared/temporal";
import type { MatchingContext } from "../context.ts";
import { chunkSize } from "../domain/run.ts";
import { getRun } from "../queries/get-run.ts";
import { matchingQueue, matchingRunId, matchingRunType, searchKeys } from "../workflows/names.ts";
import type { MatchingRunInput } from "../workflows/types.ts";

const modeWords = {
  ADDITIVE: "which leaves live matches alone",
  REPLACE_PROPOSED: "which replaces proposals that nobody has answered",
} as const;

/** Starts the workflow of a run that has not finished; one that runs already stays. Throws UNAVAILABLE while Temporal is away. */
export async function startRun(
  ctx: MatchingContext,
  call: Pick<Call, "tenantId" | "traceId">,
  runId: string,
): Promise<void> {
  const run = await getRun(ctx, call, runId);
  if (run.phase === "FINISHED") return;
  const { tenantId, traceId } = call;
  const { programmeId } = run;
  const input: MatchingRunInput = { tenantId, programmeId, runId, traceId, requestedAt: run.requestedAt.toISOString() };
  await startWorkflow(ctx.temporal, {
    type: matchingRunType,
    id: matchingRunId(programmeId, runId),
    queue: matchingQueue,
    args: [input],
    search: { [searchKeys.tenant]: tenantId, [searchKeys.programme]: programmeId, [searchKeys.phase]: "REQUESTED" },
    summary: `Matching run ${runId} over programme ${programmeId}, ${modeWords[run.mode]}`,
    details: [
      `Loads approved mentors and waiting mentees, scores them, and writes the proposals in parts of ${chunkSize}.`,
      "Waits for nothing and nobody: when it stands still, something it needs is away, and the last activity says what.",
      "Cancelling it is safe: what is written stays, and the run can be asked for again.",
    ].join(" "),
  });
}
