import type { Trx } from "@mentorship/shared/postgres";
import { unansweredStates } from "../domain/match.ts";
import { lockApplicationsOf } from "../store/applications.ts";
import { suspendedAmong } from "../store/people.ts";
import type { MatchingTables } from "../store/tables.ts";
import { endMatches } from "./end-matches.ts";

/**
 * Ends the unanswered matches of a person who was suspended; accepted ones stay. When the suspension is lifted by what was heard since,
 * only what was proposed before `occurredAt` ends.
 */
export async function followSuspension(trx: Trx<MatchingTables>, personId: string, occurredAt: Date): Promise<void> {
  await lockApplicationsOf(trx, personId);
  const suspended = (await suspendedAmong(trx, [personId])).has(personId);
  const late = suspended ? {} : { proposedBefore: occurredAt };
  await endMatches(trx, { personId, states: unansweredStates, ...late }, "SUSPENDED");
}
