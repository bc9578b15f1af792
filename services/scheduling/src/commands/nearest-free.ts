import { DomainError } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { Call } from "@mentorship/shared/call";
import type { SchedulingContext } from "../context.ts";
import { nearestStarts } from "../domain/availability-fit.ts";
import type { SessionRecord } from "../domain/session.ts";
import { DAY, MINUTE } from "../domain/time/instant.ts";
import { findAvailability } from "../store/availability.ts";
import { busyTimes } from "../store/busy.ts";

/** The time that was wished for, and whose it would be. */
export type Wish = Pick<SessionRecord, "id" | "participants" | "startsAt" | "endsAt">;

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
function nearestFree(ctx: SchedulingContext, call: Call, wish: Wish): Promise<string> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const mentors = wish.participants.filter((person) => person.role === "mentor").map((person) => person.personId);
    const mentor = mentors[0];
    const published = mentor === undefined ? null : await findAvailability(db, mentor);
    if (published === null) return "";
    const around = { from: wish.startsAt - REACH, to: wish.endsAt + REACH };
    const ids = wish.participants.map((person) => person.personId);
    const busy = await busyTimes(db, ids, around, wish.id);
    const question = {
      availability: published.availability,
      busy: mentors.flatMap((id) => busy.get(id) ?? []),
      startsAt: wish.startsAt,
      lengthMinutes: (wish.endsAt - wish.startsAt) / MINUTE,
      now: db.now.getTime(),
    };
    const others = ids.filter((id) => !mentors.includes(id)).flatMap((id) => busy.get(id) ?? []);
    return nearestStarts(question, others);
  });
}
