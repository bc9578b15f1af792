import { MachineryService, MatchingService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { acceptMatch } from "./accept-match.ts";
import { declineMatch } from "./decline-match.ts";
import { getMatch } from "./get-match.ts";
import { getMatchFacts } from "./get-match-facts.ts";
import { getMatchRun } from "./get-match-run.ts";
import { listLeftOverMentees } from "./list-left-over-mentees.ts";
import { listMatches } from "./list-matches.ts";
import { runMatching } from "./run-matching.ts";
import { terminateMatch } from "./terminate-match.ts";
import { watchMatchRun } from "./watch-match-run.ts";

export const routes = (ctx: MatchingContext) => (router: ServiceRouter) => {
  router.service(MatchingService, {
    runMatching: runMatching(ctx),
    getMatchRun: getMatchRun(ctx),
    watchMatchRun: watchMatchRun(ctx),
    listLeftOverMentees: listLeftOverMentees(ctx),
    getMatch: getMatch(ctx),
    listMatches: listMatches(ctx),
    acceptMatch: acceptMatch(ctx),
    declineMatch: declineMatch(ctx),
    terminateMatch: terminateMatch(ctx),
    getMatchFacts: getMatchFacts(ctx),
  });
  router.service(MachineryService, machineryRoutes(ctx));
};
