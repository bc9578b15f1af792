import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { setAvailability as publish } from "../commands/set-availability.ts";
import type { SchedulingContext } from "../context.ts";
import { setAvailabilityInput } from "./convert-availability.ts";
import { presentAvailability, presentOutside } from "./present-availability.ts";

/** `SetAvailability`. */
export const setAvailability =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.setAvailability> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const outcome = await publish(ctx, call, setAvailabilityInput(request, call));
    return {
      availability: presentAvailability(outcome),
      sessionsOutside: outcome.outside.map((session) => presentOutside(session, outcome.availability.zone)),
      sessionsOutsideCount: outcome.outsideCount,
    };
  };
