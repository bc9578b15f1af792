import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { MatcherResult } from "../domain/matcher/index.ts";
import type { Run, RunRules } from "../domain/run.ts";
import { leftOverReasons, reasonsOf, runFairness } from "../domain/run-result.ts";
import { insertLeftOver, stageProposals } from "../store/run-results.ts";
import { lockRun, saveRun } from "../store/runs.ts";

/** Keeps what came out of scoring, staged until it is written chunk by chunk. */
export function keepRunResult(ctx: MatchingContext, call: Call, runId: string, result: MatcherResult): Promise<Run> {
  return transact(ctx, call, async (trx) => {
    const run = await lockRun(trx, runId);
    if (!run) throw notFound("match run", runId);
    if (run.phase !== "SCORING") return run;
    const rules = run.rules as RunRules;
    const proposals = result.proposals.map((proposal, ordinal) => ({
      ordinal,
      mentorId: proposal.mentorId,
      menteeId: proposal.menteeId,
      score: proposal.score,
      reasons: reasonsOf(proposal, rules),
    }));
    const leftOver = result.leftOver.map(({ menteeId, reason }) => ({ menteeId, reason: leftOverReasons[reason] }));
    await stageProposals(trx, runId, proposals);
    await insertLeftOver(trx, runId, leftOver);
    return saveRun(trx, {
      ...run,
      phase: "INSERTING",
      proposalsScored: proposals.length,
      menteesLeftOver: leftOver.length,
      inputDigest: result.inputDigest,
      outputDigest: result.outputDigest,
      fairness: runFairness(result.fairness),
    });
  });
}
