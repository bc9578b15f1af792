import type { Availability } from "./availability.ts";
import { withBuffers } from "./free-slots.ts";
import { closedIntervals, openIntervals } from "./open-intervals.ts";
import { clockChangeDays, isWithin } from "./slot-zones.ts";
import { type CalendarDate, type WallTime, dateOf, isoWeekday, startOfDay } from "./time/calendar.ts";
import { DAY, type Instant, type Interval, MINUTE } from "./time/instant.ts";
import { intersectIntervals, subtractIntervals } from "./time/intervals.ts";
import { steadyStretches, wallStretchWithin } from "./time/local-time.ts";

/** What a part of a mentor's week is. Time that is neither offered nor taken is in no part. */
export type WeekPartState = "free" | "booked" | "blocked" | "not_free";

export type WeekPart = Interval & { readonly state: WeekPartState; readonly sessionId: string | null };

export type WeekDay = {
  readonly date: CalendarDate;
  readonly clockChangeDay: boolean;
  readonly parts: readonly WeekPart[];
};

/** A session of the mentor, in whatever role. */
export type WeekSession = Interval & { readonly id: string };

export type WeekQuestion = {
  /** What binds in the programme that is asked about. */
  readonly availability: Availability;
  readonly sessions: readonly WeekSession[];
  /** Everything that takes the mentor's time, sessions included. */
  readonly busy: readonly Interval[];
  readonly now: Instant;
};

/** The Monday of the week that a wall time falls into, at midnight. */
export function mondayOf(wall: WallTime): WallTime {
  return startOfDay(wall) - (isoWeekday(wall) - 1) * DAY;
}

/** The instants between which a week lies whose Monday is `monday`, with two days to spare on either side. */
export const aroundWeek = (monday: WallTime): { readonly from: Instant; readonly to: Instant } => ({
  from: monday - 2 * DAY,
  to: monday + 9 * DAY,
});

/**
 * The seven days from `monday` on in the mentor's zone, each cut into parts that do not overlap. A session wins over what is blocked, and
 * that over what is merely not free.
 */
export function weekView(question: WeekQuestion, monday: WallTime): WeekDay[] {
  const { availability, sessions, busy, now } = question;
  const { zone } = availability;
  const { from, to } = aroundWeek(monday);
  const open = openIntervals(availability, from, to);
  const blocked = subtractIntervals(closedIntervals(availability, from, to), sessions);
  const free = subtractIntervals(open, [
    ...withBuffers(availability, busy),
    ...outOfReach(availability, now, from, to),
  ]);
  const notFree = subtractIntervals(open, [...free, ...sessions]);
  const steady = steadyStretches(zone, from - 2 * DAY, to + 2 * DAY);
  const changeDays = clockChangeDays(zone, from, to);
  return Array.from({ length: 7 }, (_, index) => {
    const day = monday + index * DAY;
    const whole = wallStretchWithin(steady, day, day + DAY);
    const within = (
      state: WeekPartState,
      intervals: readonly Interval[],
      sessionId: string | null = null,
    ): WeekPart[] => intersectIntervals(intervals, whole).map((part) => ({ ...part, state, sessionId }));
    const parts = [
      ...sessions.flatMap((session) => within("booked", [session], session.id)),
      ...within("blocked", blocked),
      ...within("not_free", notFree),
      ...within("free", free),
    ];
    return {
      date: dateOf(day),
      clockChangeDay: isWithin(changeDays, Math.floor(day / DAY)),
      parts: parts.sort((one, other) => one.start - other.start),
    };
  });
}

/** What lies too near or too far ahead to be booked. */
function outOfReach(availability: Availability, now: Instant, from: Instant, to: Instant): Interval[] {
  const earliest = now + availability.minimumNoticeMinutes * MINUTE;
  const latest = now + availability.horizonDays * DAY;
  return [
    { start: from, end: Math.max(from, earliest) },
    { start: Math.min(to, latest), end: to },
  ];
}
