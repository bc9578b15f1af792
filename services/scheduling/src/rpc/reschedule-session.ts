import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { rescheduleSession as reschedule } from "../commands/reschedule-session.ts";
import type { SchedulingContext } from "../context.ts";
import { rescheduleSessionInput } from "./convert.ts";
import { presentScope } from "./present-results.ts";

/** `RescheduleSession`. */
export const rescheduleSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.rescheduleSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    return presentScope(ctx, call, await reschedule(ctx, call, rescheduleSessionInput(request)));
  };
