import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { substituteMentor as substitute } from "../commands/substitute-mentor.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { presentSession } from "./present-session.ts";

/** `SubstituteMentor`. */
export const substituteMentor =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.substituteMentor> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { sessionId, mentorId, substituteId } = request;
    const view = await substitute(ctx, call, { sessionId, mentorId, substituteId });
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
