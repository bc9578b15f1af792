import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import type { SchedulingContext } from "../context.ts";
import { getAvailability as read } from "../queries/get-availability.ts";
import { presentAvailability } from "./present-availability.ts";
import { mentorOf } from "./convert.ts";

/** `GetAvailability`. */
export const getAvailability =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.getAvailability> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    return { availability: presentAvailability(await read(ctx, call, mentorOf(call, request.mentorId))) };
  };
