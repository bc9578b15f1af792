import type { MatchRunCancelRequested } from "@mentorship/client/events/v1";
import type { Call } from "@mentorship/shared/call";
import { nudgeRun } from "../commands/nudge-run.ts";
import type { MatchingContext } from "../context.ts";

/** Tells the run's workflow. */
export const onMatchRunCancelRequested = (
  event: MatchRunCancelRequested,
  ctx: MatchingContext,
  call: Call,
): Promise<void> => nudgeRun(ctx, call, event.runId);
