import type { Availability } from "../../../src/domain/availability.ts";
import { openIntervals } from "../../../src/domain/open-intervals.ts";
import { localTimeOf } from "../../../src/domain/time/calendar.ts";
import { instantToLocal, localToInstant } from "../../../src/domain/time/local-time.ts";
import { clockChangesBetween, offsetAt } from "../../../src/domain/time/zone-table.ts";
import { availabilityOf } from "../sample.ts";
import { FROM, type Step, TO } from "./scan-wall-clock.ts";

// What the product says of a zone, held against what its wall clock was seen to do. Each check answers what is wrong, in words.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

/** Milliseconds that the clock was seen to be ahead at an instant. */
function aheadAt(steps: readonly Step[], at: number): number {
  let ahead = 0;
  for (const step of steps) {
    if (step.at > at) break;
    ahead = step.offsetMinutes * MINUTE;
  }
  return ahead;
}

/** What the clock was seen to show at each minute of `[from, to)`. */
function wallsSeen(steps: readonly Step[], from: number, to: number): number[] {
  const near = steps.filter(({ at }, index) => at < to && (steps[index + 1]?.at ?? TO) > from);
  return Array.from({ length: (to - from) / MINUTE }, (_, minute) => {
    const instant = from + minute * MINUTE;
    return instant + aheadAt(near, instant);
  });
}

/** The steps behind the first, with what the clock was ahead before them. */
const changesOf = (steps: readonly Step[]) =>
  steps.slice(1).map((step, index) => ({
    at: step.at,
    before: (steps[index] as Step).offsetMinutes * MINUTE,
    after: step.offsetMinutes * MINUTE,
  }));

/** Whether the table of the zone's changes, and its offsets, are those that were seen. */
export function wrongInTable(zone: string, steps: readonly Step[]): string[] {
  const wrong: string[] = [];
  const seen = JSON.stringify(changesOf(steps));
  const told = JSON.stringify(clockChangesBetween(zone, FROM + MINUTE, TO));
  if (seen !== told) wrong.push(`changes: seen ${seen}, told ${told}`);
  const looked = steps.flatMap(({ at }) => [at - 1, at, at + MINUTE]);
  for (let at = FROM; at < TO; at += 97 * HOUR) looked.push(at);
  for (const at of looked) {
    if (at >= FROM && offsetAt(zone, at) !== aheadAt(steps, at)) wrong.push(`offset at ${iso(at)}`);
  }
  return wrong;
}

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error);
  }
  return "accepted";
}

/** Whether every wall time around each change becomes the instants that were seen to show it, or none where none did. */
export function wrongInLocalTimes(zone: string, steps: readonly Step[]): string[] {
  const wrong: string[] = [];
  for (const { at, before, after } of changesOf(steps)) {
    const reach = 2 * HOUR + Math.abs(after - before);
    const shownBy = new Map<number, number[]>();
    for (const [minute, wall] of wallsSeen(steps, at - 2 * reach, at + 2 * reach).entries()) {
      const instant = at - 2 * reach + minute * MINUTE;
      if (instantToLocal(zone, instant).wall !== wall) wrong.push(`shown at ${iso(instant)}`);
      shownBy.set(wall, [...(shownBy.get(wall) ?? []), instant]);
    }
    const middle = at + Math.max(before, after);
    for (let wall = middle - reach; wall < middle + reach; wall += MINUTE) {
      wrong.push(...wrongAtWall(zone, wall, shownBy.get(wall) ?? []));
    }
  }
  return wrong;
}

function wrongAtWall(zone: string, wall: number, instants: readonly number[]): string[] {
  const local = localTimeOf(wall);
  const [earlier] = instants;
  if (earlier === undefined) {
    const reason = reasonOf(() => localToInstant(zone, local));
    return reason === "NONEXISTENT_LOCAL_TIME" ? [] : [`${iso(wall)} was never shown and is ${reason}`];
  }
  const wrong = localToInstant(zone, local) === earlier ? [] : [`${iso(wall)} is not the earlier`];
  for (const instant of instants) {
    if (localToInstant(zone, local, (wall - instant) / MINUTE) !== instant) wrong.push(`${iso(wall)} by its offset`);
  }
  if (wall % (15 * MINUTE) !== 0) return wrong;
  const never = (wall - earlier) / MINUTE + 77;
  const reason = reasonOf(() => localToInstant(zone, local, never));
  if (reason !== "LOCAL_TIME_OFFSET_WRONG") wrong.push(`${iso(wall)} at an offset that it never has is ${reason}`);
  return wrong;
}

/** An availability, and the rule in words: is a wall time offered? */
type Case = {
  readonly name: string;
  readonly availability: Availability;
  readonly isOffered: (wall: number) => boolean;
};

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const every = (zone: string, startMinute: number, endMinute: number, more: Partial<Availability> = {}): Availability =>
  availabilityOf({ zone, windows: WEEK.map((weekday) => ({ weekday, startMinute, endMinute })), ...more });
const minuteOf = (wall: number): number => Math.floor((wall - Math.floor(wall / DAY) * DAY) / MINUTE);
const dayOf = (wall: number): number => Math.floor(wall / DAY);

/** Windows that meet the minutes in which the clock changes: what is skipped or repeated, nights, whole days, and days taken out. */
function casesAround(zone: string, first: number, last: number): Case[] {
  const [from, to] = [minuteOf(first), minuteOf(last) === 0 ? 1_440 : minuteOf(last)];
  const inPart = (wall: number): boolean => {
    const minute = minuteOf(wall);
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  const half = from + 15 < 1_440 ? from + 15 : from;
  const isNight = (wall: number): boolean => minuteOf(wall) >= 1_320 || minuteOf(wall) < 360;
  const day = dayOf(first);
  const date = iso(first).slice(0, 10);
  const blocked = {
    overrides: [{ date, kind: "blocked" as const, windows: [{ startMinute: 0, endMinute: 1_440 }] }],
  };
  const away = { outOfOffice: [{ from: iso(first - 20 * HOUR), to: iso(first + 10 * MINUTE) }] };
  const replaced = {
    overrides: [{ date, kind: "replaced" as const, windows: [{ startMinute: half, endMinute: half }] }],
  };
  return [
    { name: "the part itself", availability: every(zone, from, to), isOffered: inPart },
    { name: "nights", availability: every(zone, 1_320, 360), isOffered: isNight },
    { name: "whole days", availability: every(zone, 0, 1_440), isOffered: () => true },
    { name: "days from time to time", availability: every(zone, half, half), isOffered: () => true },
    {
      name: "nights, the day blocked",
      availability: every(zone, 1_320, 360, blocked),
      isOffered: (wall) => isNight(wall) && dayOf(wall) !== day,
    },
    {
      name: "whole days, away until amid the change",
      availability: every(zone, 0, 1_440, away),
      isOffered: (wall) => wall < first - 20 * HOUR || wall >= first + 10 * MINUTE,
    },
    {
      name: "nights, the day replaced by a day from amid the change",
      availability: every(zone, 1_320, 360, replaced),
      isOffered(wall) {
        const start = Math.floor(first / DAY) * DAY + half * MINUTE;
        // A night belongs to the day on which it begins.
        return (wall >= start && wall < start + DAY) || (isNight(wall) && dayOf(wall - 6 * HOUR) !== day);
      },
    },
  ];
}

/** Whether windows around each change offer exactly the minutes at which the wall clock was seen to lie in them. */
export function wrongInWindows(zone: string, steps: readonly Step[]): string[] {
  const wrong: string[] = [];
  for (const { at, before, after } of changesOf(steps)) {
    const [first, last] = [at + Math.min(before, after), at + Math.max(before, after)];
    const [from, to] = [at - 30 * HOUR, at + 30 * HOUR];
    const walls = wallsSeen(steps, from, to);
    for (const { name, availability, isOffered } of casesAround(zone, first, last)) {
      const open = openIntervals(availability, from, to);
      let next = 0;
      for (let instant = from; instant < to; instant += MINUTE) {
        while (next < open.length && (open[next] as { end: number }).end <= instant) next += 1;
        const isOpen = next < open.length && (open[next] as { start: number }).start <= instant;
        if (isOpen !== isOffered(walls[(instant - from) / MINUTE] as number)) wrong.push(`${name} at ${iso(instant)}`);
      }
    }
  }
  return wrong;
}
