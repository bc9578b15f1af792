import { MatchLinksRemovedSchema } from "@mentorship/client/events/v1";
import { appendOutbox, outgoing } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import { lockLinks, saveLink } from "../store/links.ts";
import type { ConferencingTables } from "../store/tables.ts";
import { record } from "./follow-session.ts";

/** Removes what is left of the links of an ended match's cancelled sessions, and tells matching how many there were. */
export async function removeLinks(
  trx: Trx<ConferencingTables>,
  match: { readonly matchId: string; readonly version: number; readonly sessionIds: readonly string[] },
): Promise<void> {
  const links = await lockLinks(trx, match.sessionIds);
  for (const before of links.filter(({ state }) => state === "ready")) {
    const link = { ...before, state: "removed" as const, room: null, version: before.version + 1 };
    await saveLink(trx, link);
    await record(trx, before, { link, change: "removed" });
  }
  const { matchId, version } = match;
  appendOutbox(trx, [outgoing(MatchLinksRemovedSchema, { id: matchId, version }, { matchId, count: links.length })]);
}
