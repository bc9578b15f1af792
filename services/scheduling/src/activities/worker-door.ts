import { fileURLToPath } from "node:url";
import type { Door } from "@mentorship/shared/service";
import { createWorker } from "@mentorship/shared/temporal";
import type { SchedulingContext } from "../context.ts";
import { SESSION_QUEUE } from "../workflows/names.ts";
import { createActivities } from "./index.ts";

// The same extension as this file's: sources run from sources, the build from the build.
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The door for workflows of sessions and their activities. */
export async function workerDoor(ctx: SchedulingContext): Promise<Door> {
  const worker = createWorker({
    config: ctx.config.temporal,
    queue: SESSION_QUEUE,
    workflows: { workflowsPath: fileURLToPath(new URL(`../workflows/index.${extension}`, import.meta.url)) },
    activities: createActivities(ctx),
    log: ctx.log,
  });
  return { name: "worker", stop: () => worker.stop() };
}
