import { MachineryService, MatchingService } from "@mentorship/client/v1";
import { machineryRoutes } from "@mentorship/shared/machinery";
import type { ServiceRouter } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { acceptMatch } from "./accept-match.ts";
import { cancelMatchRun } from "./cancel-match-run.ts";
import { createMatch } from "./create-match.ts";
import { declineMatch } from "./decline-match.ts";
import { explainMatch } from "./explain-match.ts";
import { getMatch } from "./get-match.ts";
import { getMatchFacts } from "./get-match-facts.ts";
import { getMatchRun } from "./get-match-run.ts";
import { listLeftOverMentees } from "./list-left-over-mentees.ts";
import { listMatchRuns } from "./list-match-runs.ts";
import { listMatches } from "./list-matches.ts";
import { previewMatching } from "./preview-matching.ts";
import { runMatching } from "./run-matching.ts";
import { terminateMatch } from "./terminate-match.ts";
import { verifyMatchRun } from "./verify-match-run.ts";
import { watchMatchRun } from "./watch-match-run.ts";

export const routes = (ctx: MatchingContext) => (router: ServiceRouter) => {
  router.service(MatchingService, {
    runMatching: runMatching(ctx),
    cancelMatchRun: cancelMatchRun(ctx),
    listMatchRuns: listMatchRuns(ctx),
    getMatchRun: getMatchRun(ctx),
    watchMatchRun: watchMatchRun(ctx),
    listLeftOverMentees: listLeftOverMentees(ctx),
    previewMatching: previewMatching(ctx),
    verifyMatchRun: verifyMatchRun(ctx),
    createMatch: createMatch(ctx),
    explainMatch: explainMatch(ctx),
    getMatch: getMatch(ctx),
    listMatches: listMatches(ctx),
    acceptMatch: acceptMatch(ctx),
    declineMatch: declineMatch(ctx),
    terminateMatch: terminateMatch(ctx),
    getMatchFacts: getMatchFacts(ctx),
  });
  router.service(MachineryService, machineryRoutes(ctx));
};
