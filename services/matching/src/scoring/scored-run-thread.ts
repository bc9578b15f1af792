import { parentPort } from "node:worker_threads";
import { type MatcherInput, type MatcherResult, match } from "../domain/matcher/index.ts";
import { planWriting, type WritingPlan } from "../domain/plan-writing.ts";
import { leftOverReasons, reasonsOf, runFairness } from "../domain/run-result.ts";
import { unpackInputSync } from "../store/packed-input.ts";
import type { ProposedPair } from "../store/proposals.ts";
import type { ReplaceableMatch } from "../store/replaceable.ts";
import type { LeftOverIds, ScoredFigures, ScoringQuestion, ScoringReply } from "./scored-run.ts";

interface Scored {
  readonly input: Pick<MatcherInput, "weights">;
  readonly result: MatcherResult;
  readonly plan: WritingPlan<ReplaceableMatch>;
  readonly order: readonly number[];
}

let scored: Scored | undefined;

function score(packed: Uint8Array, replaceable: readonly ReplaceableMatch[]): ScoredFigures {
  const input = unpackInputSync(packed);
  const result = match(input);
  const plan = planWriting(result.proposals, replaceable);
  const order = [...plan.replacing, ...plan.others];
  scored = { input: { weights: input.weights }, result, plan, order };
  const { totalScore, totalScoreBound, inputDigest, outputDigest } = result;
  return {
    proposals: result.proposals.length,
    toWrite: order.length,
    replacing: plan.replacing.length,
    fairness: runFairness(result.fairness),
    totalScore,
    totalScoreBound,
    inputDigest,
    outputDigest,
  };
}

// Reasons become JSON here, beside the calls that the process answers meanwhile.
function part({ input, result, order }: Scored, from: number, to: number): ProposedPair[] {
  const { skillsThousandths, audienceThousandths, capacityThousandths } = input.weights;
  const rules = {
    skillsWeight: skillsThousandths,
    audienceWeight: audienceThousandths,
    capacityWeight: capacityThousandths,
  };
  return order.slice(from, to).flatMap((place) => {
    const proposal = result.proposals[place];
    if (!proposal) return [];
    const { mentorId, menteeId, score: sum } = proposal;
    return [{ mentorId, menteeId, score: sum, reasons: JSON.stringify(reasonsOf(proposal, rules)) }];
  });
}

function leftOver({ result }: Scored): LeftOverIds {
  const byReason = Map.groupBy(result.leftOver, ({ reason }) => leftOverReasons[reason]);
  return Object.fromEntries(
    [...byReason].map(([reason, mentees]) => [reason, mentees.map(({ menteeId }) => menteeId)]),
  );
}

function answer(question: ScoringQuestion): unknown {
  if (question.kind === "score") return score(question.packed, question.replaceable);
  if (question.kind === "forget") return (scored = undefined);
  if (!scored) throw new Error(`the scoring thread was asked for ${question.kind} before it had scored`);
  if (question.kind === "part") return part(scored, question.from, question.to);
  if (question.kind === "leftOver") return leftOver(scored);
  const { kept, ended } = scored.plan;
  return { kept, ended };
}

parentPort?.on("message", (question: ScoringQuestion) => {
  let reply: ScoringReply;
  try {
    reply = { answer: answer(question) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reply = { refused: error.message };
  }
  parentPort?.postMessage(reply);
});
