import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { matchSessionsCancelledEvent } from "../events/publish.ts";
import { type MatchFacts, closeMatch as markClosed, putMatch } from "../store/match-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { cancelSessionsOf } from "./cancel-sessions-of.ts";
import { endHoldsOf } from "./end-holds-of.ts";

/**
 * Ends what this service has of a match: its sessions that have not begun, one booked a moment ago included, holds and requests. Says so once, with how many
 * that were, none included.
 */
export async function closeMatch(ctx: SchedulingContext, trx: Trx<SchedulingTables>, match: MatchFacts): Promise<void> {
  await putMatch(trx, match);
  if (!(await markClosed(trx, match.id))) return;
  const cancelled = await cancelSessionsOf(ctx, trx, { cause: "match_ended", matchId: match.id });
  await endHoldsOf(trx, { matchId: match.id });
  appendOutbox(trx, [matchSessionsCancelledEvent(match, cancelled)]);
}
