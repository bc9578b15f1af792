import { HOUR, type Instant, MINUTE } from "./time/instant.ts";

/** A time that is kept for somebody, as long as it lasts. `request`: while a request for a session waits, with the request's id. */
export type Hold = {
  readonly id: string;
  readonly kind: "hold" | "request";
  readonly holderId: string;
  readonly programmeId: string;
  readonly matchId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly expiresAt: Instant;
};

/** How long a time is held for who makes up their mind. */
export const HOLD_LASTS = 5 * MINUTE;

/** How long a request for a session waits to be confirmed or refused. */
export const REQUEST_LASTS = 48 * HOUR;

/** When a hold that is made now ends: it never outlives the beginning of the time that it keeps. */
export function holdExpiresAt(kind: Hold["kind"], startsAt: Instant, now: Instant): Instant {
  return Math.min(startsAt, now + (kind === "hold" ? HOLD_LASTS : REQUEST_LASTS));
}

/** Whether a booking of this match takes the place of a hold: the caller's own, of the same match, with the same time or a part of it. */
export function givesWay(
  hold: Hold,
  booking: { readonly matchIds: readonly string[]; readonly startsAt: Instant; readonly endsAt: Instant },
): boolean {
  const isSame = booking.matchIds.includes(hold.matchId);
  return isSame && hold.startsAt < booking.endsAt && booking.startsAt < hold.endsAt;
}
