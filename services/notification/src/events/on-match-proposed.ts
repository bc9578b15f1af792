import type { MatchProposed } from "@mentorship/client/events/v1";
import type { Arrived } from "@mentorship/shared/events";
import { tellOfProposals } from "../commands/tell-of-proposals.ts";
import type { NotificationTables } from "../store/tables.ts";
import { eventOf, matchParties } from "./parties.ts";

export async function onMatchProposed(arrived: readonly Arrived<NotificationTables, MatchProposed>[]): Promise<void> {
  const [first] = arrived;
  if (!first) return;
  await tellOfProposals(
    first.trx,
    arrived.map(({ event }) => ({ match: matchParties(event.match), ...eventOf(event.header) })),
  );
}
