import { ProgrammeService } from "@mentorship/client/v1";
import { bookingTargets } from "./booking-targets.ts";
import { inboxTargets } from "./inbox-targets.ts";
import { matchingTargets } from "./matching-targets.ts";
import { programmeTargets } from "./programme-targets.ts";
import { schedulingTargets } from "./scheduling-targets.ts";
import type { TargetRow } from "./target.ts";

const movesClock = ({ method }: TargetRow): boolean => method === ProgrammeService.method.advanceTestClock;

/** At least one valid request for every RPC that clients may call. */
export const targets: readonly TargetRow[] = [
  // First: what it arranges moves the clock, and the times that others count from.
  ...schedulingTargets,
  ...programmeTargets.filter((row) => !movesClock(row)),
  ...matchingTargets,
  ...inboxTargets,
  // Late: a hold lasts for five minutes only, and to call the very last moves the clock by as much.
  ...bookingTargets,
  ...programmeTargets.filter(movesClock),
];
