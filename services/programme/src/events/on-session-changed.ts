import type { SessionFacts } from "@mentorship/client/v1";
import type { Arrived, EventMessage } from "@mentorship/shared/events";
import { keepSessions } from "../commands/keep-sessions.ts";
import { newestApplied } from "./newest-applied.ts";
import { matchesOf, sessionRowOf } from "./rows-of-facts.ts";
import type { Tables } from "../store/tables.ts";

type SessionEvent = EventMessage & { session?: SessionFacts | undefined };

/** A session was booked, moved, begun or ended. */
export async function onSessionChanged(arrived: readonly Arrived<Tables, SessionEvent>[]): Promise<void> {
  const [first] = arrived;
  if (!first) return;
  const told = arrived.flatMap(({ event }) => (event.session ? [event.session] : []));
  await keepSessions(first.trx, told.map(sessionRowOf), told.map(matchesOf), newestApplied(arrived));
}
