import { randomUUID } from "node:crypto";
import type { Call } from "@mentorship/shared/call";
import { tenantClock } from "@mentorship/shared/clock";
import type { ProgrammeContext } from "../context.ts";
import { nextStop } from "../domain/clock-move.ts";
import { settleClock } from "./settle-clock.ts";
import { moveTenantClock } from "./move-clock.ts";
import { arriveAtTarget, letClockGo, type Mover, takeTenantClock } from "./take-clock.ts";

/** A stop of the clock at which everything due is done. `dueAt`: what it stopped for; null at the target. */
export interface ClockStop {
  readonly now: Date;
  readonly version: number;
  readonly dueAt: Date | null;
  readonly arrived: boolean;
}

/**
 * Moves a test tenant's clock to a target, from one due point of any service to the next, and tells each stop when all services are done
 * there. Ends early when `signal` aborts; the same request takes up where it ended. Throws what `takeTenantClock` throws, CLOCK_BUSY when
 * a repeat of this call took over, and UNAVAILABLE with the services that are waited for.
 */
export async function* advanceTestClock(
  ctx: ProgrammeContext,
  call: Call,
  input: { readonly requestId: string; readonly targetAt: Date },
  signal: AbortSignal,
): AsyncGenerator<ClockStop> {
  const mover: Mover = { requestId: input.requestId, holder: randomUUID() };
  const { targetAt, arrived } = await takeTenantClock(ctx, call, mover, input.targetAt);
  if (arrived) {
    const { now, version } = await tenantClock(ctx, call.tenantId);
    yield { now, version, dueAt: null, arrived: true };
    return;
  }
  try {
    let dueAt: Date | null = null;
    for (let step = 1; ; step += 1) {
      const { statuses, now, version } = await settleClock(ctx, call, signal);
      if (now >= targetAt) {
        await arriveAtTarget(ctx, call, mover);
        yield { now, version, dueAt: null, arrived: true };
        return;
      }
      if (dueAt) yield { now, version, dueAt, arrived: false };
      const stop = nextStop(statuses, targetAt);
      await moveTenantClock(ctx, call, { ...mover, at: stop.at, step });
      dueAt = stop.due ? stop.at : null;
    }
  } finally {
    // A caller who left must not keep others from the clock; where this fails, the lease runs out.
    await letClockGo(ctx, call, mover).catch((error: unknown) =>
      ctx.log.warn({ err: error }, "a clock was not let go"),
    );
  }
}
