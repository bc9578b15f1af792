import type { Trx } from "@mentorship/shared/postgres";
import { liveStates, unansweredStates } from "../domain/match.ts";
import { type ApplicationFact, putApplications, takesPart } from "../store/applications.ts";
import type { MatchingTables } from "../store/tables.ts";
import { endMatches } from "./end-matches.ts";

/**
 * Follows an application that was paused or withdrawn: a mentor's unanswered matches end, a withdrawn mentee's live ones. When it takes
 * part again by what was heard since, only what was proposed before `occurredAt` ends.
 */
export async function followApplication(
  trx: Trx<MatchingTables>,
  fact: ApplicationFact,
  occurredAt: Date,
): Promise<void> {
  const { programmeId, personId, role } = fact;
  await putApplications(trx, [fact]);
  const late = (await takesPart(trx, fact)) ? { proposedBefore: occurredAt } : {};
  if (role === "MENTOR") {
    await endMatches(trx, { programmeId, mentorId: personId, states: unansweredStates, ...late }, "MENTOR_UNAVAILABLE");
  } else {
    await endMatches(trx, { programmeId, menteeId: personId, states: liveStates, ...late }, "MENTEE_WITHDREW");
  }
}
