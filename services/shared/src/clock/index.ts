export {
  claimDue,
  countDue,
  dueIds,
  dueRows,
  nextDue,
  putDue,
  removeDue,
  type ClaimOptions,
  type Due,
  type DueRow,
} from "./due.ts";
export { every, type EveryOptions, type Loop } from "./every.ts";
export { tenantClock, type TenantClock } from "./tenant-now.ts";
