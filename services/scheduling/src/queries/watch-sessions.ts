import type { Call } from "@mentorship/shared/call";
import { invalid } from "@mentorship/shared/errors";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { isOutcomePending } from "../domain/session.ts";
import { nextTurn } from "../domain/session-turns.ts";
import { DAY, type Instant } from "../domain/time/instant.ts";
import { judgedAttendance } from "../facts.ts";
import { listSessionIds } from "../store/list-sessions.ts";
import { findSessions } from "../store/load-sessions.ts";
import { type Known, markOf, type WatchedSpan } from "../store/session-watch.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { type DescribedSession, named, surroundSessions } from "./describe-sessions.ts";

export type WatchSessionsInput = { readonly fromAt: Instant | null; readonly toAt: Instant | null };

/** What is new: sessions that are or have changed, and the ids of those that are the caller's no longer. */
export type SessionNews = {
  readonly sessions: readonly DescribedSession[];
  readonly goneIds: readonly string[];
  readonly complete: boolean;
  readonly asOf: Instant;
  readonly coversTo: Instant;
};

type Undescribed = Omit<DescribedSession, "names">;

const MOST_SESSIONS = 500;
const MOST_DAYS = 366;

/**
 * The caller's own sessions that begin in a span at once, and then whatever changes of them, until the signal aborts. Throws
 * INVALID_ARGUMENT for a span that is none.
 */
export async function* watchSessions(
  ctx: SchedulingContext,
  call: Call,
  input: WatchSessionsInput,
  signal: AbortSignal,
): AsyncGenerator<SessionNews> {
  const told = new Map<string, string>();
  const span = await readTenant(ctx, call.tenantId, async (db) => spanOf(call, input, db.now.getTime()));
  for (let complete = true; !signal.aborted; complete = false) {
    const found = await readTenant(ctx, call.tenantId, (db) => look(db, call, span));
    const ids = new Set(found.sessions.map(({ view }) => view.record.id));
    const goneIds = [...told.keys()].filter((id) => !ids.has(id));
    const fresh = found.sessions.filter((session) => told.get(session.view.record.id) !== textOf(session));
    for (const id of goneIds) told.delete(id);
    for (const session of fresh) told.set(session.view.record.id, textOf(session));
    if (complete || fresh.length + goneIds.length > 0) {
      yield { ...found, sessions: await named(ctx, call, fresh), goneIds, complete };
    }
    await ctx.watches.changed(call.tenantId, span, found.known, signal);
  }
}

type Found = Pick<SessionNews, "asOf" | "coversTo"> & {
  readonly sessions: readonly Undescribed[];
  readonly known: Known;
};

async function look(db: Db<SchedulingTables>, call: Call, span: WatchedSpan): Promise<Found> {
  const mark = await markOf(db, span);
  const sides = (["mentor", "mentee"] as const).filter((side) => call.actor.roles.includes(side));
  const positions = await listSessionIds(db, {
    scope: { personId: span.personId, sides },
    programmeId: null,
    matchId: null,
    states: [],
    fromAt: new Date(span.from),
    toAt: new Date(span.to),
    personId: null,
    outcomePending: false,
    after: undefined,
    limit: MOST_SESSIONS + 1,
  });
  const coversTo = positions[MOST_SESSIONS]?.startsAt.getTime() ?? span.to;
  const covered = positions.filter(({ startsAt }) => startsAt.getTime() < coversTo);
  const sessions = await findSessions(
    db,
    covered.map(({ id }) => id),
  );
  const asOf = db.now.getTime();
  const turns = sessions.flatMap(({ record, settings }) => nextTurn(record, settings.graceMinutes, asOf) ?? []);
  const until = turns.length === 0 ? null : Math.min(...turns);
  return { sessions: await surroundSessions(db, call, sessions), asOf, coversTo, known: { mark, until } };
}

/** All of a session that can change: its rows by their version, and what follows from the time. */
function textOf({ view, allowedActions }: Undescribed): string {
  const attendance = judgedAttendance(view, view.asOf).map((one) => one.attendance);
  return [view.record.version, isOutcomePending(view.record, view.asOf), ...allowedActions, ...attendance].join(" ");
}

function spanOf(call: Call, { fromAt, toAt }: WatchSessionsInput, now: Instant): WatchedSpan {
  const from = fromAt ?? now - 7 * DAY;
  const to = toAt ?? from + 92 * DAY;
  if (to <= from || to - from > MOST_DAYS * DAY) {
    throw invalid([{ field: "to_at", description: `must be after from_at, at most ${MOST_DAYS} days behind it` }]);
  }
  return { personId: call.actor.id, from, to };
}
