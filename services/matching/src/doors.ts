import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { every } from "@mentorship/shared/clock";
import type { OpenDoor } from "@mentorship/shared/service";
import { createWorker } from "@mentorship/shared/temporal";
import { createActivities } from "./activities/index.ts";
import { reconcileRuns } from "./commands/reconcile-runs.ts";
import type { MatchingContext } from "./context.ts";
import { matchingQueue } from "./workflows/names.ts";

const reconcileMs = 10_000;

/** The door for Temporal: this service's workflows and activities. */
export const workerDoor: OpenDoor<MatchingContext> = (ctx) => {
  // The same file stands beside this one as source and as built.
  const workflowsPath = fileURLToPath(new URL(`./workflows/index${extname(import.meta.url)}`, import.meta.url));
  const worker = createWorker({
    config: ctx.config.temporal,
    queue: matchingQueue,
    workflows: { workflowsPath },
    activities: createActivities(ctx),
    log: ctx.log,
    // After a worker was killed its workflows wait for it so long before another takes them.
    // An activity learns of a cancellation by its heartbeat, which the library would hold back for most of its time-out.
    tuning: {
      stickyQueueScheduleToStartTimeout: "3s",
      maxConcurrentActivityTaskExecutions: 8,
      maxHeartbeatThrottleInterval: "500ms",
    },
  });
  return Promise.resolve({ name: "worker", stop: () => worker.stop() });
};

/** The loop that brings runs and workflows together. */
export const reconcilerDoor: OpenDoor<MatchingContext> = (ctx) => {
  const loop = every(reconcileMs, () => reconcileRuns(ctx), { name: "reconcile runs", log: ctx.log });
  return Promise.resolve({ name: "reconciler", stop: () => loop.stop() });
};
