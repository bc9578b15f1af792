import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideHold } from "../domain/decisions/hold.ts";
import { DEFAULT_LENGTH_MINUTES } from "../domain/decisions/book.ts";
import { type Hold, holdExpiresAt } from "../domain/hold.ts";
import type { SessionTime } from "../domain/session.ts";
import { clearExpired, insertHold, lockHolds, ownHolds, removeHolds } from "../store/holds.ts";
import { lockTimeOf, tenantZone } from "../store/people.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { auditHold } from "./audit-hold.ts";
import { type Ground, factsOf, groundOf } from "./booking-ground.ts";
import { mentorsTime, offersOf, requireFree, requireNobodySuspended, takenTimes } from "./free-time.ts";
import { type AskedStart, timeOf } from "./meeting-time.ts";
import type { Wish } from "./nearest-free.ts";
import { zoneSeen } from "./booking-plan.ts";

export type HoldWish = {
  readonly matchId: string;
  readonly start: AskedStart;
  /** Null: 45 minutes. */
  readonly lengthMinutes: number | null;
};

/** A hold, and the time that it keeps as it was meant. */
export type TakenHold = { readonly hold: Hold; readonly time: SessionTime };

/**
 * Keeps a time of a match for the caller, in the place of whatever they held of that mentor. Locks as a booking does. Throws what a booking
 * does, and SELF_BOOKING_ON.
 */
export async function takeHold(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  wish: HoldWish,
  kind: Hold["kind"],
  onWish: (wish: Wish) => void,
): Promise<TakenHold> {
  const of = { kind: "match", matchId: wish.matchId } as const;
  const now = trx.now.getTime();
  const actor = trx.call.actor;
  const seen = await groundOf(trx, of, "plain");
  const offers = await offersOf(trx, { participants: seen.participants, programmeId: seen.programme.id });
  const lengthMinutes = wish.lengthMinutes ?? DEFAULT_LENGTH_MINUTES;
  const time = timeOf(wish.start, lengthMinutes, zoneSeen({ ground: seen, offers }) ?? (await tenantZone(trx)));
  const id = ctx.data.newId();
  const wanted = { ...time, id, programmeId: seen.programme.id, participants: seen.participants };
  onWish(wanted);
  const mentorIds = seen.matches.map((match) => match.mentorId);
  const decideOn = async (ground: Ground, own: readonly Hold[]) => {
    const offered = await offersOf(trx, wanted);
    const taken = await takenTimes(
      trx,
      wanted,
      own.map((hold) => hold.id),
    );
    const facts = { ...factsOf(ground), mentors: mentorsTime(offered, taken) };
    decideHold({ participants: ground.participants, startsAt: time.startsAt, lengthMinutes }, facts, kind, actor, now);
    requireNobodySuspended(ground.people);
    requireFree(wanted, taken);
  };
  await decideOn(seen, await ownHolds(trx, actor.id, mentorIds));
  const ground = await groundOf(trx, of, "shared");
  const ids = ground.participants.map((person) => person.personId);
  await lockTimeOf(trx, ids);
  const own = await lockHolds(trx, { holderId: actor.id, mentorIds });
  await decideOn(ground, own);
  await removeHolds(
    trx,
    own.map((hold) => hold.id),
  );
  for (const hold of own) auditHold(trx, "replaced", hold);
  await clearExpired(trx, ids, time);
  const [match] = ground.matches;
  if (match === undefined) throw new Error("a hold without a match");
  const { mentorId, menteeId, programmeId } = match;
  const { startsAt, endsAt } = time;
  const expiresAt = holdExpiresAt(kind, startsAt, now);
  const pair = { programmeId, matchId: match.id, mentorId, menteeId };
  const hold: Hold = { id, kind, holderId: actor.id, ...pair, startsAt, endsAt, expiresAt };
  await insertHold(trx, hold);
  return { hold, time };
}
