import { every } from "@mentorship/shared/clock";
import type { Door } from "@mentorship/shared/service";
import type { SchedulingContext } from "../context.ts";
import { type ReconcileCursor, reconcileWorkflows } from "./reconcile-workflows.ts";
import { sweepDueSessions } from "./sweep-due-sessions.ts";

/** Looks every minute, unless configured otherwise, for what was left behind. Both loops are cheap when there is nothing. */
export async function sweepDoor(ctx: SchedulingContext): Promise<Door> {
  const { log, config } = ctx;
  const ms = config.sweepSeconds * 1_000;
  const cursor: ReconcileCursor = { after: undefined };
  const sweep = every(ms, () => sweepDueSessions(ctx), { name: "sweep of due sessions", log, atOnce: true });
  const reconcile = every(ms, () => reconcileWorkflows(ctx, cursor), {
    name: "reconciling workflows",
    log,
    atOnce: true,
  });
  return {
    name: "sweep",
    async stop() {
      await Promise.all([sweep.stop(), reconcile.stop()]);
    },
  };
}
