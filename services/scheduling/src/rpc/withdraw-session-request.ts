import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { withdrawSessionRequest as withdraw } from "../commands/settle-session-request.ts";
import type { SchedulingContext } from "../context.ts";
import { describeRequestOutcome } from "../queries/describe-requests.ts";
import { presentRequest } from "./present-request.ts";

/** `WithdrawSessionRequest`. */
export const withdrawSessionRequest =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.withdrawSessionRequest> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const withdrawn = await withdraw(ctx, call, request.sessionRequestId);
    return { request: presentRequest(await describeRequestOutcome(ctx, call, withdrawn)) };
  };
