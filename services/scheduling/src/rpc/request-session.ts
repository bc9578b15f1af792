import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { requestSession as ask } from "../commands/request-session.ts";
import type { SchedulingContext } from "../context.ts";
import { describeRequestOutcome } from "../queries/describe-requests.ts";
import { requestSessionInput } from "./convert-requests.ts";
import { presentRequest } from "./present-request.ts";

/** `RequestSession`. */
export const requestSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.requestSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const made = await ask(ctx, call, requestSessionInput(request));
    return { request: presentRequest(await describeRequestOutcome(ctx, call, made)) };
  };
