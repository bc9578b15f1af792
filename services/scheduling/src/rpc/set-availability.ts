import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { setAvailability as publish } from "../commands/set-availability.ts";
import type { SchedulingContext } from "../context.ts";
import { presentAvailability, setAvailabilityInput } from "./convert-availability.ts";

/** `SetAvailability`. */
export const setAvailability =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.setAvailability> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    return { availability: presentAvailability(await publish(ctx, call, setAvailabilityInput(request, call))) };
  };
