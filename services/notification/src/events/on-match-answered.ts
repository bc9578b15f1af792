import type { MatchAccepted, MatchAcceptedByMentor } from "@mentorship/client/events/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { noticesOfAcceptance, noticesOfMentorsAcceptance } from "../domain/match-notices.ts";
import { tellPeople } from "../commands/tell-people.ts";
import type { NotificationTables } from "../store/tables.ts";
import { matchParties, noticesOf } from "./parties.ts";

export async function onMatchAcceptedByMentor(
  trx: Trx<NotificationTables>,
  event: MatchAcceptedByMentor,
): Promise<void> {
  await tellPeople(trx, noticesOf(event.header, noticesOfMentorsAcceptance(matchParties(event.match))));
}

export async function onMatchAccepted(trx: Trx<NotificationTables>, event: MatchAccepted): Promise<void> {
  await tellPeople(trx, noticesOf(event.header, noticesOfAcceptance(matchParties(event.match))));
}
