import type { Call } from "@mentorship/shared/call";
import { transact, type Trx } from "@mentorship/shared/postgres";
import { askingOwners } from "../asking-owners.ts";
import type { SchedulingContext } from "../context.ts";
import { type SessionTime, matchIdsOf } from "../domain/session.ts";
import { localTimeOf } from "../domain/time/calendar.ts";
import { MINUTE } from "../domain/time/instant.ts";
import type { Session } from "../store/load-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { keepOwnerFacts } from "./keep-owner-facts.ts";
import { type AskedStart, timeOf } from "./meeting-time.ts";
import { moveSession } from "./move-session.ts";
import { type Wish, tellingNearest } from "./nearest-free.ts";
import { type RowResult, attemptRow, ofOneOccurrence, withNearest } from "./row-results.ts";
import { type ScopeOutcome, type SeriesScope, lockScope } from "./series-scope.ts";
import { type SessionView, viewOf } from "./session-view.ts";

export type RescheduleSessionInput = {
  readonly sessionId: string;
  /** The schedule version that the move was made from; null: whatever stands is moved. */
  readonly scheduleVersion: number | null;
  readonly start: AskedStart;
  /** Null: as long as it was. */
  readonly lengthMinutes: number | null;
  readonly scope: SeriesScope;
};

/**
 * Moves a session that has not begun, and as many of its series as the scope says by the same wall time; everything that hangs on it
 * follows. Throws as `bookSession`, SESSION_STATE and STALE_VERSION; beyond the session alone, what is in the way of one is told of that one.
 */
export async function rescheduleSession(
  ctx: SchedulingContext,
  call: Call,
  input: RescheduleSessionInput,
): Promise<ScopeOutcome> {
  let wish: Wish | undefined;
  let matchIds: readonly string[] = [];
  const move = () =>
    askingOwners(
      ctx,
      call,
      () => matchIds,
      (fresh) =>
        transact(ctx, call, async (trx): Promise<ScopeOutcome> => {
          await keepOwnerFacts(trx, fresh);
          const { named, sessions } = await lockScope(trx, input.sessionId, input.scope);
          matchIds = matchIdsOf(named.record);
          const wanted = (one: Wish): void => {
            wish = one;
          };
          return sessions.length === 1 && input.scope === "this"
            ? moveOne(ctx, trx, named, input, wanted)
            : moveAll(ctx, trx, named, sessions, input);
        }),
    );
  const { session, results } = await tellingNearest(ctx, call, () => wish, move);
  const told = await withNearest(
    ctx,
    call,
    results.map((one) => one.result),
  );
  return { session, results: results.map((one, index) => ({ ...one, result: told[index] ?? one.result })) };
}

async function moveOne(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  session: Session,
  input: RescheduleSessionInput,
  onWish: (wish: Wish) => void,
): Promise<ScopeOutcome> {
  const move = { time: timeFor(session, input.start, input), scheduleVersion: input.scheduleVersion };
  const moved = viewOf(await moveSession(ctx, trx, session, move, onWish), trx.now);
  return { session: moved, results: [{ sessionId: moved.record.id, result: { done: moved, refusal: null } }] };
}

/** Each moves by as much wall time as the one named; the foremost in the direction of the move first, so that they don't meet each other. */
async function moveAll(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  named: Session,
  sessions: readonly Session[],
  input: RescheduleSessionInput,
): Promise<ScopeOutcome> {
  const { localStart, zone } = timeFor(named, input.start, input);
  const shift = localStart - named.record.localStart;
  const startOf = (session: Session): AskedStart =>
    session === named
      ? input.start
      : { local: localTimeOf(session.record.localStart + shift), zone, offsetMinutes: null };
  const results = new Map<string, RowResult<SessionView>>();
  for (const session of shift > 0 ? sessions.toReversed() : sessions) {
    const scheduleVersion = session === named ? input.scheduleVersion : null;
    const result = await attemptRow(trx, ofOneOccurrence, async (onWish) => {
      const time = timeFor(session, startOf(session), input);
      return viewOf(await moveSession(ctx, trx, session, { time, scheduleVersion }, onWish), trx.now);
    });
    results.set(session.record.id, result);
  }
  const told = sessions.flatMap(({ record: { id } }) => {
    const result = results.get(id);
    return result === undefined ? [] : [{ sessionId: id, result }];
  });
  return { session: results.get(named.record.id)?.done ?? viewOf(named, trx.now), results: told };
}

function timeFor({ record }: Session, start: AskedStart, input: RescheduleSessionInput): SessionTime {
  const lengthMinutes = input.lengthMinutes ?? (record.endsAt - record.startsAt) / MINUTE;
  return timeOf(start, lengthMinutes, record.zone);
}
