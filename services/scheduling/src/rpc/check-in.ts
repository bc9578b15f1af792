import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { checkIn as keepPresence } from "../commands/check-in.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { presentSession } from "./present-session.ts";

/** `CheckIn`. */
export const checkIn =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.checkIn> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const view = await keepPresence(ctx, call, request.sessionId);
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
