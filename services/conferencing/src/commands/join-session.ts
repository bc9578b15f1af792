import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { appendAudit } from "@mentorship/shared/audit";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import type { ConferencingContext } from "../context.ts";
import { assertJoinable } from "../domain/join-window.ts";
import { joinEvents } from "../events/publish.ts";
import { findLink } from "../store/links.ts";
import { generationOf, noteJoin } from "../store/participants.ts";

/** A second join of the same person within so long, in tenant time, is the same one. */
const againMs = 30_000;

/**
 * Lets a person in and records that they came. `generation`: what their token carries; unset where the caller proved who they are.
 * Answers the room's name. Throws NOT_FOUND for who does not take part or whose token was revoked, NO_MEETING_LINK and JOIN_WINDOW.
 */
export function joinSession(
  ctx: ConferencingContext,
  call: Call,
  input: { readonly sessionId: string; readonly personId: string; readonly generation?: number },
): Promise<{ room: string }> {
  const { sessionId, personId } = input;
  return transact(ctx, call, async (trx) => {
    const link = await findLink(trx, sessionId);
    const generation = await generationOf(trx, sessionId, personId);
    const revoked = input.generation !== undefined && input.generation !== generation;
    if (!link || generation === null || revoked) throw notFound("session", sessionId);
    assertJoinable(link, trx.now);
    if (await noteJoin(trx, sessionId, personId, againMs)) {
      appendOutbox(trx, joinEvents({ sessionId, personId, joinedAt: trx.now, version: link.version }));
      appendAudit(trx, {
        action: "meeting.joined",
        entity: { type: "meeting_link", id: sessionId },
        before: null,
        after: { personId, joinedAt: trx.now },
      });
    }
    return { room: link.room };
  });
}
