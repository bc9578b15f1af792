import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { listSessionRequests as list } from "../queries/list-session-requests.ts";
import { listSessionRequestsInput } from "./convert-requests.ts";
import { presentRequest } from "./present-request.ts";

/** `ListSessionRequests`. */
export const listSessionRequests =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listSessionRequests> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { requests, nextPageToken } = await list(ctx, call, listSessionRequestsInput(request));
    return { requests: requests.map(presentRequest), nextPageToken };
  };
