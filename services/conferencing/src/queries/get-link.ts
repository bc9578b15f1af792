import { type Call, systemCall } from "@mentorship/shared/call";
import { DomainError, notFound } from "@mentorship/shared/errors";
import { readTenant, transact } from "@mentorship/shared/postgres";
import { followSession } from "../commands/follow-session.ts";
import type { ConferencingContext } from "../context.ts";
import { noMeetingLink } from "../domain/join-window.ts";
import type { Link } from "../domain/link.ts";
import { linkedSession } from "../events/on-session.ts";
import { findLink } from "../store/links.ts";
import { generationOf } from "../store/participants.ts";

/** A participant's way to a link. */
export interface OwnLink {
  readonly link: Link;
  readonly generation: number;
}

/**
 * The link of a session and the caller's generation. Asks scheduling where this service has not heard of the session, or where what it
 * heard would refuse. Throws NOT_FOUND for who does not take part, NO_MEETING_LINK where the session has none.
 */
export async function getLink(ctx: ConferencingContext, call: Call, sessionId: string): Promise<OwnLink> {
  const known = await lookUp(ctx, call, sessionId);
  if (known?.link.state === "ready" && known.link.endsAt > known.now) return known;
  await catchUp(ctx, call, sessionId);
  const found = await lookUp(ctx, call, sessionId);
  if (!found) throw noMeetingLink("UNSPECIFIED");
  return found;
}

async function lookUp(
  ctx: ConferencingContext,
  call: Call,
  sessionId: string,
): Promise<(OwnLink & { readonly now: Date }) | null> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const link = await findLink(db, sessionId);
    if (!link) return null;
    const generation = await generationOf(db, sessionId, call.actor.id);
    if (generation === null) throw notFound("session", sessionId);
    return { link, generation, now: db.now };
  });
}

/** Applies what the owner of the session answers, once per version of it. */
async function catchUp(ctx: ConferencingContext, call: Call, sessionId: string): Promise<void> {
  const { session } = await ctx.scheduling.of(call).getSessionFacts({ sessionId });
  if (!session) throw new DomainError("UNAVAILABLE", "scheduling gave no answer about the session");
  if (!session.participants.some(({ personId }) => personId === call.actor.id)) throw notFound("session", sessionId);
  const cause = { kind: "step", workflowId: `session/${sessionId}`, step: `owner/${session.version}` } as const;
  await transact(ctx, systemCall(call.tenantId, "owner-answer", cause, call.traceId), async (trx) => {
    await followSession(trx, linkedSession(session));
    return null;
  });
}
