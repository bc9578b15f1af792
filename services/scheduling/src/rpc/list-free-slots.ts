import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { SchedulingContext } from "../context.ts";
import { listFreeSlots as list } from "../queries/list-free-slots.ts";
import { listFreeSlotsInput } from "./convert.ts";
import { presentSlot } from "./present-slot.ts";

/** `ListFreeSlots`. */
export const listFreeSlots =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.listFreeSlots> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const { slots, moreFromAt } = await list(ctx, call, listFreeSlotsInput(request));
    const more = moreFromAt === null ? {} : { moreFromAt: timestampFromMs(moreFromAt) };
    return { slots: slots.map(presentSlot), ...more };
  };
