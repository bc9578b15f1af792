import type { Call } from "@mentorship/shared/call";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { changeMatch } from "./change-match.ts";

/** The mentor accepts a proposal, then the mentee what the mentor accepted. Throws NOT_FOUND, MATCH_STATE and PROGRAMME_STATE. */
export const acceptMatch = (ctx: MatchingContext, call: Call, matchId: string): Promise<Match> =>
  changeMatch(ctx, call, matchId, { action: "ACCEPT" });
