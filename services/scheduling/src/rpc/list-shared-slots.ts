import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { listSharedSlots as list } from "../queries/list-shared-slots.ts";
import { listSharedSlotsInput } from "./convert-slots.ts";
import { presentSlots } from "./present-slot.ts";

/** `ListSharedSlots`. */
export const listSharedSlots =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listSharedSlots> =>
  async (request, rpc) =>
    presentSlots(await list(ctx, callOf(rpc), listSharedSlotsInput(request)));
