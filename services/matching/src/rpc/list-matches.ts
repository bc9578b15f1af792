import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { listMatches as query } from "../queries/list-matches.ts";
import { listOf } from "./convert.ts";
import { presentMatches } from "./present-match.ts";

export const listMatches =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.listMatches> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const { matches, nextPageToken } = await query(ctx, call, listOf(req));
    return { matches: await presentMatches(ctx, call, matches), nextPageToken };
  };
