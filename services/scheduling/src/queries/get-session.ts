import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { canReadSession } from "../domain/policy.ts";
import { type Session, findSession } from "../store/load-sessions.ts";
import { type DescribedSession, named, surroundSessions } from "./describe-sessions.ts";

/** A session as the caller may see it. Throws NOT_FOUND. */
export async function getSession(ctx: SchedulingContext, call: Call, id: string): Promise<DescribedSession> {
  const sessions = await readTenant(ctx, call.tenantId, async (db) => {
    const session = await findSession(db, id);
    if (session === undefined || !canReadSession(call.actor, session.record)) throw notFound("session", id);
    return surroundSessions(db, call, [session]);
  });
  return (await named(ctx, call, sessions))[0] as DescribedSession;
}

/** The session as its rows say, for the product's own services, with the tenant's time. Throws NOT_FOUND. */
export function readSession(
  ctx: SchedulingContext,
  call: Call,
  id: string,
): Promise<{ readonly session: Session; readonly now: Date }> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const session = await findSession(db, id);
    if (session === undefined) throw notFound("session", id);
    return { session, now: db.now };
  });
}
