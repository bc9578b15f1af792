import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { acceptMatch as command } from "../commands/accept-match.ts";
import type { MatchingContext } from "../context.ts";
import { presentMatch } from "./present-match.ts";

export const acceptMatch =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.acceptMatch> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    return { match: await presentMatch(ctx, call, await command(ctx, call, req.matchId)) };
  };
