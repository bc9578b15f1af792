import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import { defineSearchAttributeKey } from "@temporalio/common";
import type { SessionActivities } from "../activities/index.ts";
import { getLastEvidence, getNextWake, getSessionProgress, sessionChanged } from "./messages.ts";
import { PHASE_ATTRIBUTE } from "./names.ts";
import type {
  LastEvidence,
  NextWake,
  SessionLifecycleInput,
  SessionLifecycleResult,
  SessionPlanAnswer,
  SessionProgress,
} from "./types.ts";

// A history grows by some ten events a loop.
const LOOPS_PER_RUN = 100;

const activities = (summary: string) =>
  proxyActivities<SessionActivities>({
    summary,
    startToCloseTimeout: "20 seconds",
    retry: { initialInterval: "250 milliseconds", backoffCoefficient: 2, maximumInterval: "10 seconds" },
  });

/**
 * Sees a session through its life: asks what its rows say, waits for the next moment or for news, has done what is due, and asks again.
 * All rules stand behind the two activities.
 */
export async function sessionLifecycle(input: SessionLifecycleInput): Promise<SessionLifecycleResult> {
  let hasNews = false;
  let lastEvidence: LastEvidence | null = null;
  let progress: SessionProgress = { phase: "", words: "not asked yet", nextKind: "", nextAt: "", done: [] };
  setHandler(sessionChanged, () => {
    hasNews = true;
  });
  setHandler(getSessionProgress, () => progress);
  setHandler(getNextWake, () => wakeOf(progress));
  setHandler(getLastEvidence, () => lastEvidence);
  for (let loop = 0; loop < LOOPS_PER_RUN; loop += 1) {
    hasNews = false;
    const plan = await activities("what is due, and what comes next?").getSessionPlan(input);
    show(progress.phase, plan);
    progress = { ...progress, ...tellOf(plan) };
    lastEvidence = plan.lastEvidence ?? null;
    if (plan.isDue) {
      const { done } = await activities(plan.words).performSessionStep(input);
      progress = { ...progress, done: [...progress.done, ...done] };
    } else if (!plan.isFinished) {
      await condition(() => hasNews, plan.waitMs, { summary: `${plan.nextKind} at ${plan.nextAt}` });
    } else if (!hasNews) {
      return { phase: plan.phase, words: plan.words };
    }
  }
  return continueAsNew<typeof sessionLifecycle>(input);
}

function show(phaseBefore: string, plan: SessionPlanAnswer): void {
  const next = plan.nextKind === "" ? "nothing more" : `${plan.nextKind} at ${plan.nextAt}`;
  setCurrentDetails(`**${plan.phase}**: ${plan.words}\n\nnext: ${next}`);
  if (plan.phase === phaseBefore) return;
  upsertSearchAttributes([{ key: defineSearchAttributeKey(PHASE_ATTRIBUTE, "KEYWORD"), value: plan.phase }]);
}

const tellOf = ({ phase, words, nextKind, nextAt }: SessionPlanAnswer) => ({ phase, words, nextKind, nextAt });

const wakeOf = ({ nextKind, nextAt }: SessionProgress): NextWake =>
  nextKind === "" ? null : { kind: nextKind, at: nextAt };
