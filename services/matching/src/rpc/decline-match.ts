import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { declineMatch as command } from "../commands/decline-match.ts";
import type { MatchingContext } from "../context.ts";
import { presentMatch } from "./present-match.ts";

export const declineMatch =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.declineMatch> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    return { match: await presentMatch(ctx, call, await command(ctx, call, req.matchId)) };
  };
