import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { cancelSession as cancel } from "../commands/cancel-session.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { presentSession } from "./present-session.ts";

/** `CancelSession`. */
export const cancelSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.cancelSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const view = await cancel(ctx, call, { sessionId: request.sessionId, reason: request.reason });
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
