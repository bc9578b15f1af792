import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { matchFacts } from "../facts.ts";
import { getMatchFacts as query } from "../queries/get-match-facts.ts";

export const getMatchFacts =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.getMatchFacts> =>
  async (req, rpc) => ({ match: matchFacts(await query(ctx, callOf(rpc), req.matchId)) });
