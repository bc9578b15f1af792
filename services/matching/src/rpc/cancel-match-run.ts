import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { cancelRun } from "../commands/cancel-run.ts";
import type { MatchingContext } from "../context.ts";
import { presentRun } from "./present-run.ts";

export const cancelMatchRun =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.cancelMatchRun> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    return { run: await presentRun(ctx, call, await cancelRun(ctx, call, req.runId)) };
  };
