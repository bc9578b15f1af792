import type { MatchFacts } from "@mentorship/client/v1";
import type { Arrived, EventMessage } from "@mentorship/shared/events";
import { keepMatches } from "../commands/keep-matches.ts";
import { newestApplied } from "./newest-applied.ts";
import { matchRowOf } from "./rows-of-facts.ts";
import type { Tables } from "../store/tables.ts";

type MatchEvent = EventMessage & { match?: MatchFacts | undefined };

/** A match was proposed, answered or ended. */
export async function onMatchChanged(arrived: readonly Arrived<Tables, MatchEvent>[]): Promise<void> {
  const [first] = arrived;
  if (!first) return;
  const rows = arrived.flatMap(({ event }) => (event.match ? [matchRowOf(event.match)] : []));
  await keepMatches(first.trx, rows, newestApplied(arrived));
}
