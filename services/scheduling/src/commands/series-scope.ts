import type { Trx } from "@mentorship/shared/postgres";
import { type Session, findSession, lockSession, lockSessions } from "../store/load-sessions.ts";
import { notFound } from "@mentorship/shared/errors";
import { canReadSession } from "../domain/policy.ts";
import { lockTimeOf } from "../store/people.ts";
import { seriesToCome } from "../store/list-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import type { RowResult } from "./row-results.ts";
import type { SessionView } from "./session-view.ts";

/** How far an action on a session of a series reaches: it alone, it and those behind it, or all that have not begun. */
export type SeriesScope = "this" | "following" | "all";

/** The session named, as the action left it, and what became of each within the scope, by their place in the series. */
export type ScopeOutcome = {
  readonly session: SessionView;
  readonly results: readonly { readonly sessionId: string; readonly result: RowResult<SessionView> }[];
};

/**
 * Locks the sessions that an action reaches, and their people's time where there are several, in one order. The one named is among them,
 * whatever its state. Throws NOT_FOUND.
 */
export async function lockScope(
  trx: Trx<SchedulingTables>,
  sessionId: string,
  scope: SeriesScope,
): Promise<{ readonly named: Session; readonly sessions: readonly Session[] }> {
  const seen = scope === "this" ? undefined : await findSession(trx, sessionId);
  const series = seen?.record.series ?? null;
  if (seen !== undefined && !canReadSession(trx.call.actor, seen.record)) throw notFound("session", sessionId);
  if (series === null) {
    const named = await lockSession(trx, sessionId);
    return { named, sessions: [named] };
  }
  const from = scope === "following" ? series.position : 1;
  const ids = await seriesToCome(trx, series.id, from);
  const sessions = await lockSessions(trx, [...new Set([...ids, sessionId])]);
  const named = sessions.find((session) => session.record.id === sessionId);
  if (named === undefined) throw notFound("session", sessionId);
  await lockTimeOf(trx, [...new Set(sessions.flatMap((one) => one.record.participants.map((each) => each.personId)))]);
  const place = (session: Session): number => session.record.series?.position ?? 0;
  return { named, sessions: sessions.toSorted((one, other) => place(one) - place(other)) };
}
