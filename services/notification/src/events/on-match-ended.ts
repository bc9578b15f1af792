import type { MatchDeclined, MatchTerminated } from "@mentorship/client/events/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { tellOfEnd } from "../commands/tell-of-end.ts";
import { noticesOfDecline, noticesOfTermination } from "../domain/match-notices.ts";
import type { Notice } from "../domain/notice.ts";
import type { NotificationTables } from "../store/tables.ts";
import { matchParties, noticesOf } from "./parties.ts";

export const onMatchDeclined = (trx: Trx<NotificationTables>, event: MatchDeclined): Promise<void> =>
  onMatchEnded(trx, event, noticesOfDecline(matchParties(event.match)));

export const onMatchTerminated = (trx: Trx<NotificationTables>, event: MatchTerminated): Promise<void> =>
  onMatchEnded(trx, event, noticesOfTermination(matchParties(event.match)));

async function onMatchEnded(
  trx: Trx<NotificationTables>,
  { header, match }: MatchDeclined | MatchTerminated,
  notices: readonly Notice[],
): Promise<void> {
  const { matchId } = matchParties(match);
  await tellOfEnd(trx, { matchId, version: Number(match?.version ?? 0n) }, noticesOf(header, notices));
}
