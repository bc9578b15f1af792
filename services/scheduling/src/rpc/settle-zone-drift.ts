import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { type SchedulingService, ZoneDriftChoice } from "@mentorship/client/v1";
import { settleZoneDrift as settle } from "../commands/settle-zone-drift.ts";
import type { SchedulingContext } from "../context.ts";
import { describeOutcome } from "../queries/describe-sessions.ts";
import { presentSession } from "./present-session.ts";

/** `SettleZoneDrift`. */
export const settleZoneDrift =
  (ctx: SchedulingContext): Handler<typeof SchedulingService.method.settleZoneDrift> =>
  async (request, rpc) => {
    const call = callOf(rpc);
    const keep = request.keep === ZoneDriftChoice.WALL_TIME ? "wall_time" : "instant";
    const view = await settle(ctx, call, { sessionId: request.sessionId, keep });
    return { session: presentSession(await describeOutcome(ctx, call, view), call) };
  };
