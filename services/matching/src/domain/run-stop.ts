import { gateOpen, type Programme } from "./programme.ts";
import type { Run } from "./run.ts";

/** Why a run ends before it has written everything. */
export type RunStop = "PROGRAMME_LEFT_MATCHING" | "CANCELLED" | "FAILED";

/** Why a run must not go on, looked at before each step; null: it may. What has ended does not go on either. */
export function stopOf(run: Run, programme?: Pick<Programme, "state">): RunStop | null {
  if (run.cancelledBy !== "") return "CANCELLED";
  if (run.phase === "FINISHED") return isStop(run.outcome) ? run.outcome : "FAILED";
  return programme && !gateOpen(programme, "RUN_MATCHING") ? "PROGRAMME_LEFT_MATCHING" : null;
}

const isStop = (outcome: Run["outcome"]): outcome is RunStop =>
  outcome === "PROGRAMME_LEFT_MATCHING" || outcome === "CANCELLED" || outcome === "FAILED";
