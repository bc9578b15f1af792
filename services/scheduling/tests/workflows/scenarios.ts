import type { WakeKind } from "../../src/domain/session-plan.ts";

/** The lives of a session that must have a recorded history each. */
export const SCENARIOS = [
  "completed",
  "moved",
  "cancelled",
  "mentor-no-show",
  "learner-no-show",
  "terminated-match",
  "clock-moved",
  "late-join",
  "outcome-unknown",
  "every-wake",
  "after-the-window",
] as const;

export type Scenario = (typeof SCENARIOS)[number];

/** All that a session nobody comes to is woken by, in the order of their moments. */
export const WAKES = [
  "reminder_24h",
  "reminder_1h",
  "start",
  "grace",
  "end",
  "late_evidence_window_closes",
] as const satisfies readonly WakeKind[];

/** Compiles only while every kind of wake is among them. */
export const isComplete: [WakeKind] extends [(typeof WAKES)[number]] ? true : never = true;
