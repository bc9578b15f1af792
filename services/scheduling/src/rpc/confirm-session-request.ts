import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { confirmSessionRequest as confirm } from "../commands/confirm-session-request.ts";
import type { SchedulingContext } from "../context.ts";
import { describeRequestOutcome } from "../queries/describe-requests.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { presentRequest } from "./present-request.ts";
import { presentSession } from "./present-session.ts";

/** `ConfirmSessionRequest`. */
export const confirmSessionRequest =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.confirmSessionRequest> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const made = await confirm(ctx, call, request.sessionRequestId);
    return {
      request: presentRequest(await describeRequestOutcome(ctx, call, made.request)),
      session: presentSession(await describeOutcome(ctx, call, made.session), call),
    };
  };
