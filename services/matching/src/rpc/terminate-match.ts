import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { terminateMatch as command } from "../commands/terminate-match.ts";
import type { MatchingContext } from "../context.ts";
import { presentMatch } from "./present-match.ts";

export const terminateMatch =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.terminateMatch> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const match = await command(ctx, call, req.matchId, req.terminatedReason);
    return { match: await presentMatch(ctx, call, match) };
  };
