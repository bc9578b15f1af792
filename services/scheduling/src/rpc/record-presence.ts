import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { SchedulingService } from "@mentorship/client/v1";
import { recordPresence as record } from "../commands/record-presence.ts";
import type { SchedulingContext } from "../context.ts";
import { recordPresenceInput } from "./convert-attendance.ts";

/** `RecordPresence`. */
export const recordPresence =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.recordPresence> =>
  async (request, rpc) => {
    const { recorded, ignoredEventIds } = await record(ctx, callOf(rpc), recordPresenceInput(request));
    return { recorded, ignoredEventIds: [...ignoredEventIds] };
  };
