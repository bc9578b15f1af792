import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { cancelSession as cancel } from "../commands/cancel-session.ts";
import type { SchedulingContext } from "../context.ts";
import { cancelSessionInput } from "./convert-bookings.ts";
import { presentScope } from "./present-results.ts";

/** `CancelSession`. */
export const cancelSession =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.cancelSession> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    return presentScope(ctx, call, await cancel(ctx, call, cancelSessionInput(request)));
  };
