import type { Trx } from "@mentorship/shared/postgres";
import type { MatchFacts } from "@mentorship/client/v1";
import { closeMatch } from "../commands/close-match.ts";
import type { SchedulingContext } from "../context.ts";
import { matchFactsOf } from "../facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A match was declined or terminated: its sessions that have not begun are cancelled. */
export async function onMatchEnded(
  trx: Trx<SchedulingTables>,
  event: { readonly match?: MatchFacts | undefined },
  ctx: SchedulingContext,
): Promise<void> {
  if (event.match !== undefined) await closeMatch(ctx, trx, matchFactsOf(event.match));
}
