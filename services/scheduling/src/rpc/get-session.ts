import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { getSession as read } from "../queries/get-session.ts";
import { presentSession } from "./present-session.ts";

/** `GetSession`. */
export const getSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.getSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    return { session: presentSession(await read(ctx, call, request.sessionId), call) };
  };
