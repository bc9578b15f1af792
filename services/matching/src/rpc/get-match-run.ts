import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { runNow } from "../queries/run-now.ts";
import { runMessage } from "./present-run.ts";

export const getMatchRun =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.getMatchRun> =>
  async (req, rpc) => ({ run: runMessage(await runNow(ctx, callOf(rpc), req.runId)) });
