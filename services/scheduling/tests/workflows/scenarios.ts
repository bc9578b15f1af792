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
] as const;

export type Scenario = (typeof SCENARIOS)[number];
