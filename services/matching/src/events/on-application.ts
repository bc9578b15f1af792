import type { ApplicationFacts } from "@mentorship/client/v1";
import type { Arrived, EventMessage } from "@mentorship/shared/events";
import { toApplication } from "../facts.ts";
import { keepApplications } from "../commands/keep-applications.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Keeps what was heard of applications, and the seats of mentors. */
export async function onApplication(
  arrived: readonly Arrived<MatchingTables, EventMessage & { application?: ApplicationFacts | undefined }>[],
): Promise<void> {
  const facts = arrived.flatMap(({ event }) => (event.application ? [toApplication(event.application)] : []));
  const first = arrived[0];
  if (first) await keepApplications(first.trx, facts);
}
