import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { changeMatch } from "./change-match.ts";

/**
 * Ends a live match. One that is terminated already stays as it is, whoever ended it and why. `reason`: at most 200 characters, stored as
 * given. Throws NOT_FOUND, MATCH_STATE and PROGRAMME_STATE.
 */
export const terminateMatch = (ctx: MatchingContext, call: Call, matchId: string, reason: string): Promise<Match> =>
  changeMatch(ctx, call, matchId, { action: "TERMINATE", reason });
