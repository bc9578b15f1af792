import { notFound } from "@mentorship/shared/errors";
import { type Trx, glance } from "@mentorship/shared/postgres";
import type { Call } from "@mentorship/shared/call";
import type { SchedulingContext } from "../context.ts";
import { type Availability, availabilityIn } from "../domain/availability.ts";
import type { Participant } from "../domain/actor.ts";
import type { Hold } from "../domain/hold.ts";
import { canSeeMatch } from "../domain/policy.ts";
import type { Interval } from "../domain/time/instant.ts";
import { ownHolds } from "../store/holds.ts";
import { type PairSightRow, type TakenBy, pairSight, pairSightFromRow } from "../store/pair-sight.ts";
import { sharePeople } from "../store/people.ts";
import { shareMatch } from "../store/match-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { type BookingOf, type Ground, groundOf, pairFrom } from "./booking-ground.ts";
import { REACH } from "./nearest-free.ts";
import { type TakenTimes, type Wanted, around, offersOf } from "./free-time.ts";

/** All that a booking is decided by, as its transaction sees it at one moment. */
export type BookingSight = {
  readonly ground: Ground;
  readonly offers: ReadonlyMap<string, Availability | null>;
  /** What the caller holds of the mentors' time. */
  readonly own: readonly Hold[];
  /** When everybody is taken around a time, but for the holds that give way to it; undefined where that was not seen. */
  readonly taken: (wanted: Wanted, yielding?: readonly string[]) => TakenTimes | undefined;
  /** Whether holds that have ended may still stand in the way of the time. */
  readonly mayHaveEnded: (wanted: Wanted) => boolean;
  /** The tenant's time of that moment. */
  readonly now: Date;
};

/**
 * Sees what a booking is decided by; `expected`: the time that it most probably wants, whose takers are seen along with a match. Throws
 * NOT_FOUND, and INVALID_ARGUMENT for learners whom no match brings.
 */
export async function sightOf(
  trx: Trx<SchedulingTables>,
  of: BookingOf,
  expected: Interval | null,
): Promise<BookingSight> {
  if (of.kind === "match" && expected !== null) {
    const within = around(expected);
    const { tenantId, call } = trx;
    const { rows } = await pairSight({ tenantId, matchId: of.matchId, holderId: call.actor.id, within }).execute(
      trx.sql,
    );
    return sightOfPair(call, of.matchId, rows, within, trx.now);
  }
  const ground = await groundOf(trx, of, "plain");
  const { participants, programme } = ground;
  return {
    ground,
    offers: await offersOf(trx, { participants, programmeId: programme.id }),
    own: await ownHolds(trx, trx.call.actor.id, mentorIdsOf(participants)),
    taken: () => undefined,
    mayHaveEnded: () => true,
    now: trx.now,
  };
}

/**
 * The same by one round trip and without a transaction. Undefined where one is needed: for groups, for times whose zone is to be found out
 * first, and for a request that has acted already.
 */
export async function glanceAt(
  ctx: SchedulingContext,
  call: Call,
  of: BookingOf,
  expected: Interval | null,
): Promise<BookingSight | undefined> {
  if (of.kind === "group" || expected === null) return undefined;
  // As far as the nearest free starts are looked for, so that who loses is told them by the same round trip.
  const within = { start: expected.start - REACH, end: expected.end + REACH };
  const { matchId } = of;
  const statement = pairSight({ tenantId: call.tenantId, matchId, holderId: call.actor.id, within });
  const { rows, now, isDone } = await glance(ctx, call, statement);
  return isDone ? undefined : sightOfPair(call, matchId, rows, within, now);
}

/** Nobody ends a match of the booking or suspends one of its people until this transaction ends. Throws as `sightOf` does. */
export async function shareGround(trx: Trx<SchedulingTables>, of: BookingOf, ids: readonly string[]): Promise<void> {
  if (of.kind === "group") {
    await groundOf(trx, of, "shared");
    return;
  }
  await shareMatch(trx, of.matchId);
  await sharePeople(trx, ids);
}

function sightOfPair(
  { actor }: Call,
  matchId: string,
  rows: readonly PairSightRow[],
  within: Interval,
  now: Date,
): BookingSight {
  const seen = rows[0] === undefined ? undefined : pairSightFromRow(rows[0]);
  if (seen === undefined || !canSeeMatch(actor, seen.match)) throw notFound("match", matchId);
  const { match, programme, people, published } = seen;
  if (programme === undefined) throw notFound("programme", match.programmeId);
  const offered = published === null ? null : availabilityIn(published.availability, programme.id);
  const isOver = ({ freeAfter }: TakenBy): boolean => freeAfter !== null && freeAfter <= now.getTime();
  const isSeen = (wanted: Wanted): boolean => {
    const { start, end } = around({ start: wanted.startsAt, end: wanted.endsAt });
    return within.start <= start && end <= within.end;
  };
  return {
    ground: { ...pairFrom(match), programme, people },
    offers: new Map([[match.mentorId, offered]]),
    own: seen.ownHolds,
    taken(wanted, yielding = []) {
      if (!isSeen(wanted)) return undefined;
      const counts = seen.taken.filter((one) => !isOver(one) && !yielding.includes(one.takerId));
      const ids = wanted.participants.map((person) => person.personId);
      return new Map(ids.map((id) => [id, counts.filter((one) => one.personId === id)]));
    },
    mayHaveEnded: (wanted) => !isSeen(wanted) || seen.taken.some(isOver),
    now,
  };
}

export const mentorIdsOf = (participants: readonly Participant[]): string[] =>
  participants.filter((person) => person.role === "mentor").map((person) => person.personId);
