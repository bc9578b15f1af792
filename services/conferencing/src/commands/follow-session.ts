import { appendAudit } from "@mentorship/shared/audit";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import { randomBytes } from "node:crypto";
import { decideLink, type Link, type LinkDecision, type LinkedSession } from "../domain/link.ts";
import { linkEvents } from "../events/publish.ts";
import { lockLink, saveLink } from "../store/links.ts";
import { keepParticipants, raiseGeneration } from "../store/participants.ts";
import type { ConferencingTables } from "../store/tables.ts";

/** Makes, moves or removes a session's link as its newest facts ask for. Answers the link; null: the session needs none. */
export async function followSession(
  trx: Trx<ConferencingTables>,
  session: LinkedSession & { readonly participantIds: readonly string[] },
): Promise<Link | null> {
  const before = await lockLink(trx, session.sessionId);
  const decision = decideLink(before, session, newRoom());
  if (!decision || decision.link === before) return before;
  await saveLink(trx, decision.link);
  await keepParticipants(trx, session.sessionId, session.participantIds);
  await record(trx, before, decision);
  return decision.link;
}

/** Writes what happened to a link: revoked tokens, events, audit. */
export async function record(
  trx: Trx<ConferencingTables>,
  before: Link | null,
  { link, change }: LinkDecision,
): Promise<void> {
  if (change === "none") return;
  if (change === "removed") await raiseGeneration(trx, { sessionId: link.sessionId });
  appendOutbox(trx, linkEvents({ link, change }));
  appendAudit(trx, {
    action: `meeting_link.${change}`,
    entity: { type: "meeting_link", id: link.sessionId },
    before: before && { state: before.state, scheduleVersion: before.scheduleVersion },
    after: { state: link.state, scheduleVersion: link.scheduleVersion },
  });
}

// 120 random bits: whoever does not know the room can't find it.
const newRoom = (): string => `mentorship-${randomBytes(15).toString("base64url")}`;
