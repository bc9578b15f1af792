import { OPENS_BEFORE, RULING_WINDOW, type SessionTime, graceEndsAt } from "./session.ts";
import type { Instant } from "./time/instant.ts";

/** When time alone next changes what may be done with a session, or what is told of it; null: never again. */
export function nextTurn(session: SessionTime, graceMinutes: number, now: Instant): Instant | null {
  const { startsAt, endsAt } = session;
  const turns = [startsAt - OPENS_BEFORE, startsAt, graceEndsAt(session, graceMinutes), endsAt, endsAt + RULING_WINDOW];
  const coming = turns.filter((at) => at > now);
  return coming.length === 0 ? null : Math.min(...coming);
}
