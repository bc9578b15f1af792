import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { setActionItemDone as set } from "../commands/set-action-item-done.ts";
import type { SchedulingContext } from "../context.ts";
import { describeActionItem } from "../queries/list-notes.ts";
import { presentActionItem } from "./present-note.ts";

/** `SetActionItemDone`. */
export const setActionItemDone =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.setActionItemDone> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    await set(ctx, call, { itemId: request.actionItemId, done: request.done });
    return { actionItem: presentActionItem(await describeActionItem(ctx, call, request.actionItemId)) };
  };
