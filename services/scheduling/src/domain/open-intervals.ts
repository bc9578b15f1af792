import { type Availability, type DateOverride, type DayWindow, windowMinutes } from "./availability.ts";
import { type CalendarDate, type WallTime, dateOf, isoWeekday, startOfDay, wallTimeOfText } from "./time/calendar.ts";
import { DAY, type Instant, type Interval, MINUTE } from "./time/instant.ts";
import { clipIntervals, subtractIntervals } from "./time/intervals.ts";
import { type SteadyStretch, steadyStretches, wallStretchWithin } from "./time/local-time.ts";

/** A stretch that a window offers, with the zone's offset in it and the wall time at which its window begins. */
export type WindowStretch = SteadyStretch & { readonly windowStart: WallTime };

export type Offered = {
  /** One entry for each window and offset: the same instant may lie in several. */
  readonly stretches: readonly WindowStretch[];
  /** The instants offered: the stretches merged, less what is blocked, clipped to what was asked. */
  readonly open: readonly Interval[];
};

// Windows may begin a day earlier, and a zone may skip a day; the zone's stretches must reach two days further than that.
const AROUND = 3 * DAY;

/**
 * The instants in `[from, to)` that the mentor offers, sorted and disjoint. A window is the set of instants whose wall clock lies in
 * `[start, end)`: what a clock change skips is not offered, what it repeats is offered twice.
 */
export function openIntervals(availability: Availability, from: Instant, to: Instant): Interval[] {
  return [...offeredTime(availability, from, to).open];
}

/** The same with the windows that each stretch comes from, which slots are counted from. */
export function offeredTime(availability: Availability, from: Instant, to: Instant): Offered {
  if (from >= to) return { stretches: [], open: [] };
  const steady = steadyStretches(availability.zone, from - 2 * AROUND, to + 2 * AROUND);
  const byWeekday = windowsByWeekday(availability);
  const byDate = overridesByDate(availability.overrides);
  const stretches: WindowStretch[] = [];
  const blocked: Interval[] = [];
  for (let day = startOfDay(from - AROUND); day <= to + AROUND; day += DAY) {
    const overrides = byDate.size === 0 ? [] : (byDate.get(dateOf(day)) ?? []);
    for (const window of windowsOf(byWeekday[isoWeekday(day)] ?? [], overrides)) {
      const windowStart = day + window.startMinute * MINUTE;
      for (const part of wallStretchWithin(steady, windowStart, windowStart + windowMinutes(window) * MINUTE)) {
        if (part.start < to && part.end > from) stretches.push({ ...part, windowStart });
      }
    }
    for (const override of overrides) {
      if (override.kind === "blocked") blocked.push(...blockedBy(override, day, steady));
    }
  }
  blocked.push(...awayWithin(availability, steady));
  return { stretches, open: clipIntervals(subtractIntervals(stretches, blocked), from, to) };
}

/** The instants in `[from, to)` that the mentor has taken out, by blocked dates or by being away. Sorted and disjoint. */
export function closedIntervals(availability: Availability, from: Instant, to: Instant): Interval[] {
  if (from >= to) return [];
  const steady = steadyStretches(availability.zone, from - 2 * AROUND, to + 2 * AROUND);
  const blocked = availability.overrides
    .filter((override) => override.kind === "blocked")
    .flatMap((override) => blockedBy(override, wallTimeOfText(`${override.date}T00:00`), steady));
  return clipIntervals([...blocked, ...awayWithin(availability, steady)], from, to);
}

/** Stretches reach as far as the zone's that are given: what lies beyond them is not asked for. */
function awayWithin({ outOfOffice }: Availability, steady: readonly SteadyStretch[]): SteadyStretch[] {
  return outOfOffice.flatMap(({ from, to }) => wallStretchWithin(steady, wallTimeOfText(from), wallTimeOfText(to)));
}

function windowsOf(weekly: readonly DayWindow[], overrides: readonly DateOverride[]): readonly DayWindow[] {
  if (overrides.length === 0) return weekly;
  const own = overrides.filter((override) => override.kind !== "blocked").flatMap((override) => override.windows);
  return overrides.some((override) => override.kind === "replaced") ? own : [...weekly, ...own];
}

function blockedBy(override: DateOverride, day: WallTime, steady: readonly SteadyStretch[]): SteadyStretch[] {
  if (override.windows.length === 0) return wallStretchWithin(steady, day, day + DAY);
  return override.windows.flatMap((window) => {
    const start = day + window.startMinute * MINUTE;
    return wallStretchWithin(steady, start, start + windowMinutes(window) * MINUTE);
  });
}

function windowsByWeekday(availability: Availability): DayWindow[][] {
  const days: DayWindow[][] = Array.from({ length: 8 }, () => []);
  for (const window of availability.windows) days[window.weekday]?.push(window);
  return days;
}

function overridesByDate(overrides: readonly DateOverride[]): Map<CalendarDate, DateOverride[]> {
  const days = new Map<CalendarDate, DateOverride[]>();
  for (const override of overrides) {
    const same = days.get(override.date);
    if (same === undefined) days.set(override.date, [override]);
    else same.push(override);
  }
  return days;
}
