import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { chunksOf, type LeftOverReason, type Run } from "../domain/run.ts";
import type { LeftOverIds, ScoredFigures } from "../scoring/scored-run.ts";
import { insertLeftOver } from "../store/run-results.ts";
import { lockRun, saveRun } from "../store/runs.ts";

/** Keeps what came out of scoring, in figures, and whom it left over. The pairs follow from what the run loaded. */
export function keepRunResult(
  ctx: MatchingContext,
  call: Call,
  runId: string,
  figures: ScoredFigures,
  leftOver: LeftOverIds,
): Promise<Run> {
  const byReason = Object.entries(leftOver) as [LeftOverReason, readonly string[]][];
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    if (run.phase !== "SCORING") return run;
    for (const [reason, menteeIds] of byReason) await insertLeftOver(trx, runId, menteeIds, reason);
    const { toWrite: total, replacing, fairness, totalScore, totalScoreBound, inputDigest, outputDigest } = figures;
    return saveRun(trx, {
      ...run,
      phase: "INSERTING",
      proposalsScored: figures.proposals,
      leftOver: Object.fromEntries(byReason.map(([reason, menteeIds]) => [reason, menteeIds.length])),
      inputDigest,
      outputDigest,
      fairness,
      totalScore,
      totalScoreBound,
      writing: { total, replacing, replaced: false, dealt: 0, chunks: chunksOf(total - replacing) },
      writingSince: trx.now,
    });
  });
}
