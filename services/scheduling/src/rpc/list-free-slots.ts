import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { listFreeSlots as list } from "../queries/list-free-slots.ts";
import { listFreeSlotsInput } from "./convert-slots.ts";
import { presentSlots } from "./present-slot.ts";

/** `ListFreeSlots`. */
export const listFreeSlots =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listFreeSlots> =>
  async (request, rpc) =>
    presentSlots(await list(ctx, callOf(rpc), listFreeSlotsInput(request)));
