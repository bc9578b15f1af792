import { performSessionStep as perform } from "../commands/perform-session-step.ts";
import type { SchedulingContext } from "../context.ts";
import type { SessionLifecycleInput, SessionStepAnswer } from "../workflows/types.ts";
import { asActivity, stepCall } from "./as-activity.ts";

/** Has done whatever is due for a session. Nothing is, when somebody was faster. */
export const performSessionStep = (ctx: SchedulingContext) => (input: SessionLifecycleInput) =>
  asActivity(
    async (): Promise<SessionStepAnswer> => ({ done: await perform(ctx, stepCall(input.tenantId), input.sessionId) }),
  );
