import { DomainError } from "@mentorship/shared/errors";
import type { Availability } from "./availability.ts";
import { nearestFreeSlots, withBuffers } from "./free-slots.ts";
import { openIntervals } from "./open-intervals.ts";
import { DAY, type Instant, type Interval, MINUTE, formatInstant, overlaps } from "./time/instant.ts";

/** The rule of an availability that a wished time breaks; `buffer`: too near to something else of the mentor. */
export type AvailabilityRule = "no_availability" | "length" | "notice" | "horizon" | "window" | "buffer";

export type Fit =
  | { readonly fits: true }
  | { readonly fits: false; readonly rule: AvailabilityRule; readonly message: string };

export type FitQuestion = {
  /** Null: the mentor has published nothing. */
  readonly availability: Availability | null;
  /** When the mentor is taken, less the session that is being moved. */
  readonly busy: readonly Interval[];
  readonly startsAt: Instant;
  readonly lengthMinutes: number;
  readonly now: Instant;
};

/** Whether a session at this time keeps to what the mentor published, and the first rule that it breaks. Slot steps do not bind. */
export function fits(question: FitQuestion): Fit {
  const { availability, startsAt, lengthMinutes, now } = question;
  if (availability === null) return broken("no_availability", "the mentor has not published any availability");
  const wished: Interval = { start: startsAt, end: startsAt + lengthMinutes * MINUTE };
  if (!availability.sessionLengths.includes(lengthMinutes)) {
    return broken("length", `the mentor offers sessions of ${availability.sessionLengths.join(", ")} minutes`);
  }
  if (startsAt < now + availability.minimumNoticeMinutes * MINUTE) {
    return broken("notice", `a session must be booked ${availability.minimumNoticeMinutes} minutes ahead`);
  }
  if (startsAt > now + availability.horizonDays * DAY) {
    return broken("horizon", `a session may begin at most ${availability.horizonDays} days ahead`);
  }
  const open = openIntervals(availability, wished.start, wished.end);
  if (open.length !== 1 || open[0]?.start !== wished.start || open[0]?.end !== wished.end) {
    return broken("window", "the time is not within the mentor's windows");
  }
  if (withBuffers(availability, question.busy).some((busy) => overlaps(busy, wished))) {
    return broken("buffer", "the time is not free, or too near to another session of the mentor");
  }
  return { fits: true };
}

/**
 * Refuses a time that does not fit: `OUTSIDE_AVAILABILITY` with the rule, `SLOT_TAKEN` for a buffer (which tells no more than "not free").
 * Both name up to three nearest free starts, as far as the `busy` time that was given reaches.
 */
export function requireFit(question: FitQuestion): void {
  const fit = fits(question);
  if (fit.fits) return;
  const nearest = { nearest_free: nearestStarts(question) };
  if (fit.rule === "buffer") throw new DomainError("SLOT_TAKEN", fit.message, nearest);
  throw new DomainError("OUTSIDE_AVAILABILITY", fit.message, { rule: fit.rule, ...nearest });
}

/** Up to three free starts nearest to the wished one, as comma-separated instants; for the metadata of a refusal. */
export function nearestStarts(question: FitQuestion, alsoBusy: readonly Interval[] = []): string {
  const { availability, busy, lengthMinutes, now, startsAt } = question;
  if (availability === null) return "";
  const slots = nearestFreeSlots({ availability, busy, alsoBusy, lengthMinutes, now, wished: startsAt, count: 3 });
  return slots.map((slot) => formatInstant(slot.startsAt)).join(",");
}

function broken(rule: AvailabilityRule, message: string): Fit {
  return { fits: false, rule, message };
}

/** The first rule that any of several mentors' availabilities sees broken; null when the time fits all. */
export function firstBrokenRule(questions: readonly FitQuestion[]): AvailabilityRule | null {
  for (const question of questions) {
    const fit = fits(question);
    if (!fit.fits) return fit.rule;
  }
  return null;
}
