import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { refuseSessionRequest as refuse } from "../commands/settle-session-request.ts";
import type { SchedulingContext } from "../context.ts";
import { describeRequestOutcome } from "../queries/describe-requests.ts";
import { presentRequest } from "./present-request.ts";

/** `RefuseSessionRequest`. */
export const refuseSessionRequest =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.refuseSessionRequest> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { sessionRequestId: requestId, reason } = request;
    const refused = await refuse(ctx, call, { requestId, reason });
    return { request: presentRequest(await describeRequestOutcome(ctx, call, refused)) };
  };
