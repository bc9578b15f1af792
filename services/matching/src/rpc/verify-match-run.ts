import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { verifyRun } from "../queries/verify-run.ts";
import { verificationMessage } from "./convert-pairs.ts";

export const verifyMatchRun =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.verifyMatchRun> =>
  async (req, rpc) =>
    verificationMessage(await verifyRun(ctx, callOf(rpc), req.runId, rpc.signal));
