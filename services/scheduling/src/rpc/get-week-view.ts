import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { getWeekView as read } from "../queries/get-week-view.ts";
import { getWeekViewInput } from "./convert-slots.ts";
import { presentWeek } from "./present-week.ts";

/** `GetWeekView`. */
export const getWeekView =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.getWeekView> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    return presentWeek(await read(ctx, call, getWeekViewInput(request, call)));
  };
