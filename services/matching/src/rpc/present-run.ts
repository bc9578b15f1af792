import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  LeftOverReason,
  MatchRunAction,
  MatchRunMode,
  MatchRunOutcome,
  MatchRunPhase,
  type MatchRunSchema,
  MatchRunWarning,
} from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import { countOf, type LeftOverCounts, type LeftOverReason as Reason, type Run } from "../domain/run.ts";
import { runActions } from "../domain/run-actions.ts";
import { warningsOf } from "../domain/run-outcome.ts";
import { progressOf } from "../domain/run-progress.ts";
import { type RunNow, runNow } from "../queries/run-now.ts";
import { matchingRunId } from "../workflows/names.ts";
import { rulesMessage } from "./convert.ts";

type RunMessage = MessageInitShape<typeof MatchRunSchema>;

/** A run as callers see it. */
export const runMessage = ({ run, now }: RunNow): RunMessage => ({
  runId: run.id,
  programmeId: run.programmeId,
  mode: MatchRunMode[run.mode],
  phase: MatchRunPhase[run.phase],
  outcome: MatchRunOutcome[run.outcome ?? "UNSPECIFIED"],
  summary: run.summary,
  warnings: warningsOf(run).map((warning) => MatchRunWarning[warning]),
  mentorsLoaded: run.mentorsLoaded,
  menteesLoaded: run.menteesLoaded,
  proposalsScored: run.proposalsScored,
  proposalsInserted: run.proposalsInserted,
  proposalsKept: run.proposalsKept,
  proposalsSuperseded: run.proposalsSuperseded,
  menteesLeftOver: countOf(run.leftOver),
  leftOver: leftOverMessages(run.leftOver),
  ...progressMessage({ run, now }),
  ...(run.rules ? { pairingRules: rulesMessage(run.rules) } : {}),
  inputDigest: run.inputDigest,
  outputDigest: run.outputDigest,
  ...(run.fairness ? { fairness: run.fairness } : {}),
  totalScoreBillionths: BigInt(run.totalScore),
  ...(run.totalScoreBound === null ? {} : { totalScoreBoundBillionths: BigInt(run.totalScoreBound) }),
  requestedBy: run.requestedBy,
  requestedAt: timestampFromDate(run.requestedAt),
  cancelledBy: run.cancelledBy,
  ...(run.finishedAt ? { finishedAt: timestampFromDate(run.finishedAt) } : {}),
  workflowId: matchingRunId(run.programmeId, run.id),
  allowedActions: actionMessages(run),
});

/** A run as a command left it; what may be done with it as of now. */
export async function presentRun(ctx: MatchingContext, call: Call, run: Run): Promise<RunMessage> {
  const current = await runNow(ctx, call, run.id);
  return { ...runMessage({ run, now: current.now }), allowedActions: actionMessages(current.run) };
}

/** How many mentees were left over, by reason. */
export const leftOverMessages = (counts: LeftOverCounts): { reason: LeftOverReason; mentees: number }[] =>
  (Object.entries(counts) as [Reason, number][])
    .map(([reason, mentees]) => ({ reason: LeftOverReason[reason], mentees }))
    .sort((a, b) => a.reason - b.reason);

const actionMessages = (run: Run): MatchRunAction[] => runActions(run).map((action) => MatchRunAction[action]);

function progressMessage({ run, now }: RunNow): Pick<RunMessage, "proposalsPerSecond" | "timeLeft"> {
  const progress = progressOf(run, now);
  if (!progress) return {};
  return { proposalsPerSecond: progress.proposalsPerSecond, timeLeft: durationFromMs(progress.leftMs) };
}
