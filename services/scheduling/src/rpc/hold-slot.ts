import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { holdSlot as hold } from "../commands/hold-slot.ts";
import type { SchedulingContext } from "../context.ts";
import { holdSlotInput } from "./convert-requests.ts";
import { presentHold } from "./present-request.ts";

/** `HoldSlot`. */
export const holdSlot =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.holdSlot> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const taken = await hold(ctx, call, holdSlotInput(request));
    return { hold: presentHold(taken) };
  };
