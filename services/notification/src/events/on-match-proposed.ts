import type { MatchProposed } from "@mentorship/client/events/v1";
import type { Arrived } from "@mentorship/shared/events";
import { noticesOfProposal } from "../domain/match-notices.ts";
import { insertNotices } from "../store/inbox.ts";
import { programmesById } from "../store/programmes.ts";
import type { NotificationTables } from "../store/tables.ts";
import { matchParties, noticesOf } from "./parties.ts";

/** Tells mentors of proposals, and mentees blindly where their programme wants it. A run proposes thousands: all in a few statements. */
export async function onMatchProposed(arrived: readonly Arrived<NotificationTables, MatchProposed>[]): Promise<void> {
  const [first] = arrived;
  if (!first) return;
  const parties = arrived.map(({ event }) => ({ event, match: matchParties(event.match) }));
  const programmes = await programmesById(
    first.trx,
    parties.map(({ match }) => match.programmeId),
  );
  const notices = parties.flatMap(({ event, match }) => {
    const programme = programmes.get(match.programmeId);
    // Its own event is on the way: this one comes again.
    if (!programme) throw new Error(`programme ${match.programmeId} is not known here yet`);
    return noticesOf(event.header, noticesOfProposal(match, programme.blindCopy));
  });
  await insertNotices(first.trx, notices);
}
