import { inboxTargets } from "./inbox-targets.ts";
import { matchingTargets } from "./matching-targets.ts";
import { programmeTargets } from "./programme-targets.ts";
import { schedulingTargets } from "./scheduling-targets.ts";
import type { TargetRow } from "./target.ts";

/** At least one valid request for every RPC that clients may call. */
export const targets: readonly TargetRow[] = [
  // First: what it arranges moves the clock, and the times that others count from.
  ...schedulingTargets,
  ...programmeTargets,
  ...matchingTargets,
  ...inboxTargets,
];
