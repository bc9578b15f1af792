import type { Trx } from "@mentorship/shared/postgres";
import { type MatchParties, noticesOfProposal } from "../domain/match-notices.ts";
import { insertNotices } from "../store/inbox.ts";
import { programmesById } from "../store/programmes.ts";
import type { NotificationTables } from "../store/tables.ts";

/** A proposal and the event that told of it. */
export interface Proposal {
  readonly match: MatchParties;
  readonly eventId: string;
  readonly occurredAt: Date;
}

/**
 * Tells mentors of proposals, and mentees blindly where their programme wants it: a run's thousands in a few statements. Throws Error while
 * a programme is not known here, so that the events come again when its own has arrived.
 */
export async function tellOfProposals(trx: Trx<NotificationTables>, proposals: readonly Proposal[]): Promise<void> {
  const programmes = await programmesById(
    trx,
    proposals.map(({ match }) => match.programmeId),
  );
  const notices = proposals.flatMap(({ match, eventId, occurredAt }) => {
    const programme = programmes.get(match.programmeId);
    if (!programme) throw new Error(`programme ${match.programmeId} is not known here yet`);
    return noticesOfProposal(match, programme.blindCopy).map((notice) => ({ ...notice, eventId, occurredAt }));
  });
  await insertNotices(trx, notices);
}
