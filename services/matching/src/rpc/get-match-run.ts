import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { getRun } from "../queries/get-run.ts";
import { runMessage } from "./convert.ts";

export const getMatchRun =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.getMatchRun> =>
  async (req, rpc) => ({ run: runMessage(await getRun(ctx, callOf(rpc), req.runId)) });
