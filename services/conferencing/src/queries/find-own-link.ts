import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ConferencingContext } from "../context.ts";
import type { Link } from "../domain/link.ts";
import { findLink } from "../store/links.ts";
import { generationOf } from "../store/participants.ts";

/** A participant's way to a link. */
export interface OwnLink {
  readonly link: Link;
  readonly generation: number;
  /** The tenant's time. */
  readonly now: Date;
}

/** The link of a session, and the caller's generation, as far as this service has heard. Throws NOT_FOUND for who does not take part. */
export function findOwnLink(ctx: ConferencingContext, call: Call, sessionId: string): Promise<OwnLink | null> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const link = await findLink(db, sessionId);
    if (!link) return null;
    const generation = await generationOf(db, sessionId, call.actor.id);
    if (generation === null) throw notFound("session", sessionId);
    return { link, generation, now: db.now };
  });
}
