import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { requestRun } from "../commands/request-run.ts";
import type { MatchingContext } from "../context.ts";
import { runMessage } from "./convert.ts";

export const runMatching =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.runMatching> =>
  async (req, rpc) => ({ run: runMessage(await requestRun(ctx, callOf(rpc), req.programmeId)) });
