import type { MatchRunRequested } from "@mentorship/client/events/v1";
import type { Call } from "@mentorship/shared/call";
import { startRun } from "../commands/start-run.ts";
import type { MatchingContext } from "../context.ts";

/** Starts the run's workflow. */
export const onMatchRunRequested = (event: MatchRunRequested, ctx: MatchingContext, call: Call): Promise<void> =>
  startRun(ctx, call, event.runId);
