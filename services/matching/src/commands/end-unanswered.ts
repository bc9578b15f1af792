import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { unansweredStates } from "../domain/match.ts";
import { endMatches } from "./end-matches.ts";

/** Matches that end in one transaction: thousands in one would outlast its limits. */
export const endedAtOnce = 1_000;

/** Ends the first 1,000 unanswered matches of a programme that is completed. Answers how many; fewer than 1,000: none is left. */
export const endUnanswered = (ctx: MatchingContext, call: Call, programmeId: string): Promise<number> =>
  transact(ctx, call, (trx) =>
    endMatches(trx, { programmeId, states: unansweredStates, limit: endedAtOnce }, "PROGRAMME_COMPLETED"),
  );
