import { type Violation, invalid } from "@mentorship/shared/errors";
import { type CalendarDate, wallTimeOfDate } from "./time/calendar.ts";
import { isZoneName } from "@mentorship/shared/zones";

/**
 * A part of a day in minutes of the wall clock since midnight, `[startMinute, endMinute)`. An end smaller than the start is on the next
 * day: 22:00 to 02:00 is 1320 to 120. An end equal to the start is refused; the whole day is 0 to 1440.
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

/** When a mentor offers time: wall clock in their own zone, with the rules that bind learners who book by themselves. */
export type Availability = {
  readonly zone: string;
  readonly windows: readonly WeeklyWindow[];
  readonly overrides: readonly DateOverride[];
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

/** The rules of a mentor who gave none: no buffers, no notice, 90 days ahead, 45 minutes, a slot each quarter of an hour. */
export const DEFAULT_RULES = {
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  minimumNoticeMinutes: 0,
  horizonDays: 90,
  sessionLengths: [45],
  slotStepMinutes: 15,
} as const satisfies Partial<Availability>;

const MINUTES_OF_DAY = 1_440;

/** Every rule that the availability breaks, each with the field's path in the contract's names. Empty: it is good. */
export function availabilityProblems(availability: Availability): Violation[] {
  const problems: Violation[] = [];
  const check = (holds: boolean, field: string, description: string): void => {
    if (!holds) problems.push({ field, description });
  };
  const within = (value: number, least: number, most: number, field: string, unit: string): void =>
    check(isWhole(value, least, most), field, `must be a whole number of ${unit} from ${least} to ${most}`);

  check(
    isZoneName(availability.zone),
    "zone",
    "must be the name of an IANA time zone, not an offset or a POSIX string",
  );
  check(availability.windows.length <= 100, "windows", "must be at most 100");
  for (const [index, window] of availability.windows.entries()) {
    const field = `windows[${index}]`;
    check(isWhole(window.weekday, 1, 7), `${field}.iso_weekday`, "must be an ISO weekday, 1 (Monday) to 7 (Sunday)");
    problems.push(...windowProblems(window, field));
  }
  check(availability.overrides.length <= 400, "overrides", "must be at most 400");
  for (const [index, override] of availability.overrides.entries()) {
    problems.push(...overrideProblems(override, `overrides[${index}]`));
  }
  within(availability.bufferBeforeMinutes, 0, 240, "buffer_before", "minutes");
  within(availability.bufferAfterMinutes, 0, 240, "buffer_after", "minutes");
  within(availability.minimumNoticeMinutes, 0, 30 * MINUTES_OF_DAY, "minimum_notice", "minutes");
  within(availability.horizonDays, 1, 366, "horizon_days", "days");
  check(
    isWhole(availability.slotStepMinutes, 5, 240) && availability.slotStepMinutes % 5 === 0,
    "slot_step",
    "must be 5 to 240 minutes in steps of 5",
  );
  const lengths = availability.sessionLengths;
  check(lengths.length >= 1 && lengths.length <= 12, "lengths", "must be 1 to 12 lengths");
  check(new Set(lengths).size === lengths.length, "lengths", "must not name a length twice");
  for (const [index, length] of lengths.entries()) {
    check(isSessionLength(length), `lengths[${index}]`, SESSION_LENGTH_RULE);
  }
  return problems;
}

/** Refuses an availability that breaks its rules with `INVALID_ARGUMENT`, naming each field. */
export function requireGoodAvailability(availability: Availability): void {
  const problems = availabilityProblems(availability);
  if (problems.length > 0) throw invalid(problems);
}

export const SESSION_LENGTH_RULE = "must be 15 to 240 minutes in steps of 5";

/** Whether a session may last this many minutes. */
export function isSessionLength(minutes: number): boolean {
  return isWhole(minutes, 15, 240) && minutes % 5 === 0;
}

/** The length of a window in minutes, over midnight where its end is the smaller. */
export function windowMinutes(window: DayWindow): number {
  const minutes = window.endMinute - window.startMinute;
  return minutes > 0 ? minutes : minutes + MINUTES_OF_DAY;
}

function windowProblems(window: DayWindow, field: string): Violation[] {
  const problems: Violation[] = [];
  if (!isWhole(window.startMinute, 0, MINUTES_OF_DAY - 1)) {
    problems.push({ field: `${field}.start_minute`, description: "must be a minute of the day, 0 to 1439" });
  }
  if (!isWhole(window.endMinute, 0, MINUTES_OF_DAY)) {
    problems.push({ field: `${field}.end_minute`, description: "must be a minute of the day, 0 to 1440" });
  }
  if (window.startMinute === window.endMinute) {
    problems.push({
      field: `${field}.end_minute`,
      description: "must differ from the start; a whole day is 0 to 1440",
    });
  }
  return problems;
}

function overrideProblems(override: DateOverride, field: string): Violation[] {
  const problems: Violation[] = [];
  if (wallTimeOfDate(override.date) === null) {
    problems.push({ field: `${field}.date`, description: "must be an existing day in the form 2026-03-29" });
  }
  if (override.kind !== "blocked" && override.windows.length === 0) {
    problems.push({ field: `${field}.windows`, description: "must not be empty; to offer nothing on a day, block it" });
  }
  if (override.windows.length > 20) problems.push({ field: `${field}.windows`, description: "must be at most 20" });
  for (const [index, window] of override.windows.entries()) {
    problems.push(...windowProblems(window, `${field}.windows[${index}]`));
  }
  return problems;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
