import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { getMatch as query } from "../queries/get-match.ts";
import { presentMatch } from "./present-match.ts";

export const getMatch =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.getMatch> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    return { match: await presentMatch(ctx, call, await query(ctx, call, req.matchId)) };
  };
