import { MatchPeopleToldSchema } from "@mentorship/client/events/v1";
import { appendOutbox, outgoing } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import { type EventNotice, insertNotices } from "../store/inbox.ts";
import type { NotificationTables } from "../store/tables.ts";

/** Tells those concerned that a match has ended, and then matching that they are told, with their number, zero included. */
export async function tellOfEnd(
  trx: Trx<NotificationTables>,
  match: { readonly matchId: string; readonly version: number },
  notices: readonly EventNotice[],
): Promise<void> {
  const { matchId, version } = match;
  const count = await insertNotices(trx, notices);
  appendOutbox(trx, [outgoing(MatchPeopleToldSchema, { id: matchId, version }, { matchId, count })]);
}
