import type { Slot } from "./free-slots.ts";
import { DAY, type Instant, MINUTE } from "./time/instant.ts";
import { instantToLocal, steadyStretches } from "./time/local-time.ts";
import { clockChangesBetween } from "./time/zone-table.ts";

/**
 * How one zone sees the beginning of a slot: its clock is so many minutes ahead of UTC then. `clockChangeDay`: the clocks of that zone change
 * on that calendar day.
 */
export type SlotSide = {
  readonly zone: string;
  readonly offsetMinutes: number;
  readonly clockChangeDay: boolean;
};

/**
 * How the zone of a mentor or a viewer sees each slot. The slots are sorted by their beginnings. Slots that are seen alike share one
 * answer, so that a thousand of them make no thousand objects.
 */
export function slotSides(slots: readonly Slot[], zone: string): SlotSide[] {
  const first = slots[0];
  const last = slots.at(-1);
  if (first === undefined || last === undefined) return [];
  const steady = steadyStretches(zone, first.startsAt, last.startsAt + 1);
  const days = clockChangeDays(zone, first.startsAt, last.startsAt);
  const sides: SlotSide[] = [];
  sides.length = slots.length;
  let at = 0;
  let side: SlotSide | undefined;
  for (let index = 0; index < slots.length; index += 1) {
    const { startsAt } = slots[index] as Slot;
    while ((steady[at] as { end: Instant }).end <= startsAt) at += 1;
    const { offset } = steady[at] as { offset: number };
    const offsetMinutes = offset / MINUTE;
    const clockChangeDay = days.length > 0 && isWithin(days, Math.floor((startsAt + offset) / DAY));
    if (side?.offsetMinutes !== offsetMinutes || side.clockChangeDay !== clockChangeDay) {
      side = { zone, offsetMinutes, clockChangeDay };
    }
    sides[index] = side;
  }
  return sides;
}

/** Whether the calendar day of an instant in this zone misses or repeats a part. */
export function isClockChangeDay(zone: string, instant: Instant): boolean {
  const day = Math.floor(instantToLocal(zone, instant).wall / DAY);
  return isWithin(clockChangeDays(zone, instant, instant), day);
}

/** Days counted from 1970-01-01, first and last of each change: one change may touch two, and skip a whole one. */
type Days = { readonly first: number; readonly last: number };

/** The calendar days from around `from` to around `to` on which the zone's clocks change. */
export function clockChangeDays(zone: string, from: Instant, to: Instant): Days[] {
  return clockChangesBetween(zone, from - 2 * DAY, to + 2 * DAY).map(({ at, before, after }) => ({
    first: Math.floor((at + Math.min(before, after)) / DAY),
    last: Math.floor((at + Math.max(before, after) - 1) / DAY),
  }));
}

/** Whether a day, counted from 1970-01-01, is one of them. */
export const isWithin = (days: readonly Days[], day: number): boolean =>
  days.some(({ first, last }) => first <= day && day <= last);
