import { DomainError } from "@mentorship/shared/errors";

/** What one service answers about a tenant's clock. Undefined answers come from a service that can't be reached. */
export interface ClockStatus {
  readonly clockVersion: number;
  readonly nextDueAt: Date | undefined;
  readonly dueCount: number;
  readonly outboxCount: number;
  readonly publishedSequence: bigint;
  readonly appliedSequence: bigint;
}

export type Statuses = Readonly<Record<string, ClockStatus | undefined>>;

/** At most so far a clock moves in one call. */
export const furthestMs = 366 * 24 * 3_600_000;

/** Throws CLOCK_TARGET_REFUSED unless the target lies ahead of the tenant's now, and not too far. */
export function assertTarget(target: Date, now: Date): void {
  const ahead = target.getTime() - now.getTime();
  if (ahead > 0 && ahead <= furthestMs) return;
  const text = "the clock moves forward only, and at most 366 days a call";
  throw new DomainError("CLOCK_TARGET_REFUSED", text, { now: now.toISOString() });
}

/**
 * The services that are not done with what the clock's `version` brought: another version, something due, unpublished, or published by
 * one service and not applied by it. Empty: the clock may go on.
 */
export function waitingServices(statuses: Statuses, version: number): string[] {
  const published = Object.values(statuses).reduce(
    (most, each) => (each && each.publishedSequence > most ? each.publishedSequence : most),
    0n,
  );
  return Object.entries(statuses)
    .filter(
      ([, each]) =>
        !each ||
        each.clockVersion !== version ||
        each.dueCount > 0 ||
        each.outboxCount > 0 ||
        each.appliedSequence < published,
    )
    .map(([service]) => service);
}

/** Where the clock stops next: the earliest of what is due in any service and the target. */
export function nextStop(statuses: Statuses, target: Date): { readonly at: Date; readonly due: boolean } {
  const due = Object.values(statuses).flatMap((each) => (each?.nextDueAt ? [each.nextDueAt.getTime()] : []));
  const first = Math.min(...due, Infinity);
  return first < target.getTime() ? { at: new Date(first), due: true } : { at: target, due: false };
}
