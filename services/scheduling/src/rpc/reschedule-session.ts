import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { rescheduleSession as reschedule } from "../commands/reschedule-session.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { rescheduleSessionInput } from "./convert.ts";
import { presentSession } from "./present-session.ts";

/** `RescheduleSession`. */
export const rescheduleSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.rescheduleSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const view = await reschedule(ctx, call, rescheduleSessionInput(request));
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
