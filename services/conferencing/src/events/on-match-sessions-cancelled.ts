import type { MatchSessionsCancelled } from "@mentorship/client/events/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { removeLinks } from "../commands/remove-links.ts";
import type { ConferencingTables } from "../store/tables.ts";

/** Scheduling is done with an ended match: what is left of its links goes. */
export async function onMatchSessionsCancelled(
  trx: Trx<ConferencingTables>,
  event: MatchSessionsCancelled,
): Promise<void> {
  const { matchId, sessionIds } = event;
  await removeLinks(trx, { matchId, sessionIds, version: Number(event.header?.aggregateVersion ?? 0n) });
}
