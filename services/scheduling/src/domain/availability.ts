import type { CalendarDate } from "./time/calendar.ts";

/**
 * A part of a day in minutes of the wall clock since midnight, `[startMinute, endMinute)`. An end at or before the start is on the next
 * day: 22:00 to 02:00 is 1320 to 120, and 540 to 540 goes on until the same time a day later. The whole day is 0 to 1440.
 */
export type DayWindow = { readonly startMinute: number; readonly endMinute: number };

/** A window that comes back each week. `weekday` is the ISO weekday on which it begins, 1 (Monday) to 7. */
export type WeeklyWindow = DayWindow & { readonly weekday: number };

/**
 * What differs on one calendar day: `extra` adds windows; `replaced` puts its windows in the place of the weekly ones that begin on that day;
 * `blocked` takes its windows away, the whole day when it has none. Blocked wins over everything.
 */
export type OverrideKind = "extra" | "replaced" | "blocked";

export type DateOverride = {
  readonly date: CalendarDate;
  readonly kind: OverrideKind;
  readonly windows: readonly DayWindow[];
};

/**
 * A stretch of wall time in which the mentor is away, from `2026-08-01T00:00` to `2026-08-15T12:00`: the instants whose wall clock lies in
 * `[from, to)`. It takes away whatever windows and overrides offer.
 */
export type OutOfOffice = { readonly from: string; readonly to: string };

/** What binds learners who book by themselves, beside the windows. */
export type BookingRules = {
  /** Minutes before a session that stay free of other sessions. */
  readonly bufferBeforeMinutes: number;
  /** Minutes after a session that stay free of other sessions. */
  readonly bufferAfterMinutes: number;
  /** A session must be booked at least this many minutes ahead. */
  readonly minimumNoticeMinutes: number;
  /** A session may begin at most this many times 24 hours ahead. */
  readonly horizonDays: number;
  /** Lengths on offer, in minutes. */
  readonly sessionLengths: readonly number[];
  /** Slots begin this many minutes apart, counted on the wall clock from the beginning of their window. */
  readonly slotStepMinutes: number;
};

/** Where one programme differs. What is null is as everywhere; `windows` stand in the place of the weekly ones. */
export type ProgrammeRules = { readonly [Rule in keyof BookingRules]: BookingRules[Rule] | null } & {
  readonly programmeId: string;
  readonly windows: readonly WeeklyWindow[] | null;
};

/** When a mentor offers time: wall clock in their own zone, with the rules that bind learners who book by themselves. */
export type Availability = BookingRules & {
  readonly zone: string;
  readonly windows: readonly WeeklyWindow[];
  readonly overrides: readonly DateOverride[];
  readonly outOfOffice: readonly OutOfOffice[];
  readonly programmes: readonly ProgrammeRules[];
};

/** The rules of a mentor who gave none: no buffers, no notice, 90 days ahead, 45 minutes, a slot each quarter of an hour. */
export const DEFAULT_RULES = {
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minimumNoticeMinutes: 0,
  horizonDays: 90,
  sessionLengths: [45],
  slotStepMinutes: 15,
} as const satisfies BookingRules;

/** What the mentor offers in one programme: everything as published, with the programme's own rules in the place of the general ones. */
export function availabilityIn(availability: Availability, programmeId: string | null): Availability {
  const own = availability.programmes.find((rules) => rules.programmeId === programmeId);
  if (own === undefined) return availability;
  const given = Object.entries(own).filter(([name, value]) => value !== null && name !== "programmeId");
  return { ...availability, ...Object.fromEntries(given) };
}

const MINUTES_OF_DAY = 1_440;

export const SESSION_LENGTH_RULE = "must be 15 to 240 minutes in steps of 5";

/** Whether a session may last this many minutes. */
export function isSessionLength(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 15 && minutes <= 240 && minutes % 5 === 0;
}

/** The length of a window in minutes, over midnight where its end is not after its start. */
export function windowMinutes(window: DayWindow): number {
  const minutes = window.endMinute - window.startMinute;
  return minutes > 0 ? minutes : minutes + MINUTES_OF_DAY;
}
