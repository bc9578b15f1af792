import { every } from "@mentorship/shared/clock";
import type { Door } from "@mentorship/shared/service";
import type { SchedulingContext } from "../context.ts";
import { type ReconcileCursor, reconcileWorkflows } from "./reconcile-workflows.ts";
import { sweepDueSessions } from "./sweep-due-sessions.ts";
import { sweepHolds } from "./sweep-holds.ts";

// A hold gives way to bookings from its last moment on; what lapses with it is told soon after.
const HOLDS_MS = 10_000;

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
  const holds = every(Math.min(ms, HOLDS_MS), () => sweepHolds(ctx), { name: "sweep of holds", log, atOnce: true });
  return {
    name: "sweep",
    async stop() {
      await Promise.all([holds.stop(), sweep.stop(), reconcile.stop()]);
    },
  };
}
