import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { listSessions as list } from "../queries/list-sessions.ts";
import { listSessionsInput } from "./convert.ts";
import { presentSession } from "./present-session.ts";

/** `ListSessions`. */
export const listSessions =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listSessions> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { sessions, nextPageToken } = await list(ctx, call, listSessionsInput(request));
    return { sessions: sessions.map((session) => presentSession(session, call)), nextPageToken };
  };
