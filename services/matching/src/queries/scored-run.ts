import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Run } from "../domain/run.ts";
import type { ScoredRun } from "../scoring/scored-run.ts";
import { findPackedInput } from "../store/run-inputs.ts";

/**
 * What came out of scoring a run: as this process holds it, else computed from what the run stored, now or anew. Throws NOT_FOUND before
 * the run has loaded, what `signal` was aborted with, and Error when the same inputs do not give what was recorded.
 */
export async function scoredRun(
  ctx: MatchingContext,
  call: Pick<Call, "tenantId">,
  run: Run,
  signal: AbortSignal,
): Promise<ScoredRun> {
  const key = scoredKey(call.tenantId, run.id);
  const found = await (ctx.scored.find(key) ?? scoreAnew(ctx, call.tenantId, run.id, signal));
  if (run.outputDigest !== "" && found.figures.outputDigest !== run.outputDigest) {
    throw new Error(`run ${run.id} came out as ${found.figures.outputDigest}, and ${run.outputDigest} is recorded`);
  }
  return found;
}

/** Under which name a process holds what came out of a run. */
export const scoredKey = (tenantId: string, runId: string): string => `${tenantId} ${runId}`;

async function scoreAnew(
  ctx: MatchingContext,
  tenantId: string,
  runId: string,
  signal: AbortSignal,
): Promise<ScoredRun> {
  const input = await readTenant(ctx, tenantId, (db) => findPackedInput(db, runId));
  if (!input) throw notFound("input of match run", runId);
  return ctx.scored.score(scoredKey(tenantId, runId), input, signal);
}
