import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { changeMatch } from "./change-match.ts";

/** One side says no, for good: the pair is never proposed again. Throws NOT_FOUND, MATCH_STATE and PROGRAMME_STATE. */
export const declineMatch = (ctx: MatchingContext, call: Call, matchId: string): Promise<Match> =>
  changeMatch(ctx, call, matchId, { action: "DECLINE" });
