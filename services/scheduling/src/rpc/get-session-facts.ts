import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { sessionFacts } from "../facts.ts";
import { readSession } from "../queries/get-session.ts";

/** `GetSessionFacts`, for the platform's own services. */
export const getSessionFacts =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.getSessionFacts> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { session, now } = await readSession(ctx, call, request.sessionId);
    return { session: sessionFacts(session, now.getTime()) };
  };
