import { DomainError } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { Call } from "@mentorship/shared/call";
import type { SchedulingContext } from "../context.ts";
import type { Availability } from "../domain/availability.ts";
import { nearestStarts } from "../domain/availability-fit.ts";
import { DAY, MINUTE } from "../domain/time/instant.ts";
import { busyTimes } from "../store/busy.ts";
import { type TakenTimes, type Wanted, offersOf } from "./free-time.ts";

/** The time that was wished for, and whose it would be. */
export type Wish = Wanted;

/** What is further away than this from a wish is not near. */
export const REACH = 16 * DAY;

/**
 * Adds the nearest free starts to a refusal that a time is taken or not on offer. They are looked up after the failed transaction, so
 * that nobody waits for them under its locks.
 */
export async function tellingNearest<R>(
  ctx: SchedulingContext,
  call: Call,
  wishOf: () => Wish | undefined,
  work: () => Promise<R>,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    const wish = wishOf();
    if (!(error instanceof DomainError) || !isAboutTime(error) || wish === undefined) throw error;
    throw withNearestStarts(error, await nearestFree(ctx, call, wish));
  }
}

/** Whether a refusal comes with the nearest free starts. */
export const isAboutTime = ({ reason }: Pick<DomainError, "reason">): boolean =>
  reason === "SLOT_TAKEN" || reason === "OUTSIDE_AVAILABILITY";

/**
 * The nearest free starts as comma-separated instants, at most three; empty when a mentor has published nothing. Whoever asks the same while
 * it is looked up, as the losers of one slot do, gets the same answer.
 */
export async function nearestFree(ctx: SchedulingContext, call: Call, wish: Wish): Promise<string> {
  const people = wish.participants.map(({ personId, role }) => `${role} ${personId}`).sort();
  const key = JSON.stringify([call.tenantId, wish.programmeId, wish.startsAt, wish.endsAt, people]);
  const asked = ctx.nearestAsked.get(key) ?? lookUp(ctx, call, wish).finally(() => ctx.nearestAsked.delete(key));
  ctx.nearestAsked.set(key, asked);
  return asked;
}

async function lookUp(ctx: SchedulingContext, call: Call, wish: Wish): Promise<string> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const offers = await offersOf(db, wish);
    if ([...offers.values()][0] == null) return "";
    const ids = wish.participants.map((person) => person.personId);
    const busy = await busyTimes(db, ids, { from: wish.startsAt - REACH, to: wish.endsAt + REACH }, [wish.id]);
    return nearestAmong(wish, offers, busy, db.now);
  });
}

/** The same from what is known: what the mentors offer, and when everybody is taken around the wish. */
export function nearestAmong(
  wish: Wish,
  offers: ReadonlyMap<string, Availability | null>,
  busy: TakenTimes,
  now: Date,
): string {
  const availability = [...offers.values()][0] ?? null;
  if (availability === null) return "";
  const ids = wish.participants.map((person) => person.personId);
  const question = {
    availability,
    busy: ids.filter((id) => offers.has(id)).flatMap((id) => busy.get(id) ?? []),
    startsAt: wish.startsAt,
    lengthMinutes: (wish.endsAt - wish.startsAt) / MINUTE,
    now: now.getTime(),
  };
  const others = ids.filter((id) => !offers.has(id)).flatMap((id) => busy.get(id) ?? []);
  return nearestStarts(question, others);
}

/** The refusal, with the nearest free starts. */
export const withNearestStarts = (refusal: DomainError, nearest: string): DomainError =>
  new DomainError(refusal.reason, refusal.message, { ...refusal.metadata, nearest_free: nearest }, { cause: refusal });
