import { setTimeout as pause } from "node:timers/promises";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { GetClockStatusResponse } from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import { tenantClock } from "@mentorship/shared/clock";
import { DomainError } from "@mentorship/shared/errors";
import { canonicalJson } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { type ClockStatus, type Statuses, waitingServices } from "../domain/clock-move.ts";
import { platformServices } from "../domain/platform.ts";

/** Real milliseconds: between two looks at first and at most, and without any progress until it is given up. */
const timing = { firstMs: 10, mostMs: 100, patienceMs: 60_000 } as const;

/** What all services say once none of them has anything left to do at the tenant's time. */
export interface SettledClock {
  readonly statuses: Statuses;
  readonly now: Date;
  readonly version: number;
}

/** Waits until all services have done what is due. Throws UNAVAILABLE after a minute in which nothing changed; rejects when `signal` aborts. */
export async function settleClock(ctx: ProgrammeContext, call: Call, signal: AbortSignal): Promise<SettledClock> {
  let waitMs: number = timing.firstMs;
  let seen = "";
  let changedAt = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const { version } = await tenantClock(ctx, call.tenantId);
    const statuses = await lookAtAll(ctx, call, signal);
    const waiting = waitingServices(statuses, version);
    if (waiting.length === 0) {
      const { now } = await tenantClock(ctx, call.tenantId);
      return { statuses, now, version };
    }
    const look = canonicalJson(statuses);
    if (look !== seen) changedAt = performance.now();
    else if (performance.now() - changedAt > timing.patienceMs) throw stuck(waiting);
    seen = look;
    await pause(waitMs, undefined, { signal });
    waitMs = Math.min(waitMs * 2, timing.mostMs);
  }
}

async function lookAtAll(ctx: ProgrammeContext, call: Call, signal: AbortSignal): Promise<Statuses> {
  const looks = platformServices.map(async (name) => {
    const machinery = ctx.machineries[name].of(call, { signal });
    // A service that restarts is waited for like one that works.
    const status = await machinery.getClockStatus({}).then(statusOf, () => undefined);
    return [name, status] as const;
  });
  return Object.fromEntries(await Promise.all(looks));
}

const statusOf = (status: GetClockStatusResponse): ClockStatus => ({
  clockVersion: Number(status.clockVersion),
  nextDueAt: status.nextDueAt && timestampDate(status.nextDueAt),
  dueCount: Number(status.dueCount),
  outboxCount: Number(status.outboxCount),
  publishedSequence: status.publishedSequence,
  appliedSequence: status.appliedSequence,
});

const stuck = (waiting: readonly string[]): DomainError =>
  new DomainError(
    "UNAVAILABLE",
    `the clock waits for ${waiting.join(" and ")}, where nothing has moved for a minute`,
    {},
    { retryAfterMs: 5_000 },
  );
