import { ActivityCancellationType, proxyActivities, type ActivityOptions } from "@temporalio/workflow";
import type { RunActivities } from "./types.ts";

// A day covers any outage that is not a disaster. A refusal is final and fails at once: activities mark it so.
const patience: ActivityOptions = {
  scheduleToCloseTimeout: "24 hours",
  heartbeatTimeout: "6 seconds",
  retry: { initialInterval: "500 milliseconds", backoffCoefficient: 2, maximumInterval: "15 seconds" },
  // What is under way ends before the run is told to be over, so that its counts are true.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

const options = {
  loadRun: { ...patience, startToCloseTimeout: "5 minutes" },
  scoreRun: { ...patience, startToCloseTimeout: "30 minutes" },
  replaceProposals: { ...patience, startToCloseTimeout: "10 minutes" },
  insertChunk: { ...patience, startToCloseTimeout: "1 minute" },
  finishRun: { ...patience, startToCloseTimeout: "1 minute" },
} as const satisfies Record<keyof RunActivities, ActivityOptions>;

/** Has a step of the run done; `summary` is what the history shows for it. */
export function step<Name extends keyof RunActivities>(
  name: Name,
  summary: string,
  ...args: Parameters<RunActivities[Name]>
): Promise<Awaited<ReturnType<RunActivities[Name]>>> {
  const activities = proxyActivities<RunActivities>({ ...options[name], summary });
  const activity = activities[name] as unknown as (
    ...args: Parameters<RunActivities[Name]>
  ) => Promise<Awaited<ReturnType<RunActivities[Name]>>>;
  return activity(...args);
}
