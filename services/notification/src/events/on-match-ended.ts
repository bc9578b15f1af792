import { type MatchDeclined, MatchPeopleToldSchema, type MatchTerminated } from "@mentorship/client/events/v1";
import { appendOutbox, outgoing } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import { noticesOfDecline, noticesOfTermination } from "../domain/match-notices.ts";
import type { Notice } from "../domain/notice.ts";
import { insertNotices } from "../store/inbox.ts";
import type { NotificationTables } from "../store/tables.ts";
import { matchParties, noticesOf } from "./parties.ts";

export const onMatchDeclined = (trx: Trx<NotificationTables>, event: MatchDeclined): Promise<void> =>
  tellAndReport(trx, event, noticesOfDecline(matchParties(event.match)));

export const onMatchTerminated = (trx: Trx<NotificationTables>, event: MatchTerminated): Promise<void> =>
  tellAndReport(trx, event, noticesOfTermination(matchParties(event.match)));

/** Tells those concerned, and then matching that they are told, with their number. */
async function tellAndReport(
  trx: Trx<NotificationTables>,
  event: MatchDeclined | MatchTerminated,
  notices: readonly Notice[],
): Promise<void> {
  const { matchId } = matchParties(event.match);
  const count = await insertNotices(trx, noticesOf(event.header, notices));
  const version = Number(event.match?.version ?? 0n);
  appendOutbox(trx, [outgoing(MatchPeopleToldSchema, { id: matchId, version }, { matchId, count })]);
}
