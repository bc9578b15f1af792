import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { releaseHold as release } from "../commands/release-hold.ts";
import type { SchedulingContext } from "../context.ts";

/** `ReleaseHold`. */
export const releaseHold =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.releaseHold> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    await release(ctx, call, request.holdId);
    return {};
  };
