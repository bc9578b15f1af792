import type { SchedulingContext } from "../context.ts";
import { getSessionPlan } from "./get-session-plan.ts";
import { performSessionStep } from "./perform-session-step.ts";

/** What workflows have done outside of themselves. */
export const createActivities = (ctx: SchedulingContext) => ({
  getSessionPlan: getSessionPlan(ctx),
  performSessionStep: performSessionStep(ctx),
});

export type SessionActivities = ReturnType<typeof createActivities>;
