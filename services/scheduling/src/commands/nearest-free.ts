import { DomainError } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { Call } from "@mentorship/shared/call";
import type { SchedulingContext } from "../context.ts";
import type { Availability } from "../domain/availability.ts";
import { nearestStarts } from "../domain/availability-fit.ts";
import { DAY, MINUTE } from "../domain/time/instant.ts";
import { busyTimes } from "../store/busy.ts";
import type { Wanted } from "./free-time.ts";

/** The time that was wished for, whose it would be, and what its mentors offer. */
export type Wish = Wanted & { readonly offers: ReadonlyMap<string, Availability | null> };

const REACH = 16 * DAY;

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
    const isAboutTime =
      error instanceof DomainError && (error.reason === "SLOT_TAKEN" || error.reason === "OUTSIDE_AVAILABILITY");
    if (!isAboutTime || wish === undefined) throw error;
    const nearest = await nearestFree(ctx, call, wish);
    throw new DomainError(error.reason, error.message, { ...error.metadata, nearest_free: nearest }, { cause: error });
  }
}

/** Comma-separated instants, at most three; empty when the mentor has published nothing. */
async function nearestFree(ctx: SchedulingContext, call: Call, wish: Wish): Promise<string> {
  const availability = [...wish.offers.values()][0] ?? null;
  if (availability === null) return "";
  return readTenant(ctx, call.tenantId, async (db) => {
    const ids = wish.participants.map((person) => person.personId);
    const busy = await busyTimes(db, ids, { from: wish.startsAt - REACH, to: wish.endsAt + REACH }, wish.id);
    const question = {
      availability,
      busy: ids.filter((id) => wish.offers.has(id)).flatMap((id) => busy.get(id) ?? []),
      startsAt: wish.startsAt,
      lengthMinutes: (wish.endsAt - wish.startsAt) / MINUTE,
      now: db.now.getTime(),
    };
    const others = ids.filter((id) => !wish.offers.has(id)).flatMap((id) => busy.get(id) ?? []);
    return nearestStarts(question, others);
  });
}
