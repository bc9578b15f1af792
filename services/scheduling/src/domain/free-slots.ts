import type { Availability } from "./availability.ts";
import { type WindowStretch, offeredTime } from "./open-intervals.ts";
import { type WallTime, dateOf } from "./time/calendar.ts";
import { DAY, type Instant, type Interval, MINUTE } from "./time/instant.ts";
import { subtractIntervals } from "./time/intervals.ts";
import { instantToLocal } from "./time/local-time.ts";
import { clockChangesBetween } from "./time/zone-table.ts";

/** A time at which a session of the asked length could be booked. */
export type Slot = { readonly startsAt: Instant; readonly endsAt: Instant };

export type SlotQuestion = {
  readonly availability: Availability;
  /** When the mentor is taken, in any order: sessions in any programme and role, holds. The buffers are kept around each. */
  readonly busy: readonly Interval[];
  /** When others who must come are taken, such as the learner who asks. No buffer is kept around these. */
  readonly alsoBusy?: readonly Interval[];
  readonly lengthMinutes: number;
  readonly now: Instant;
  /** Slots begin in `[from, to)`. */
  readonly from: Instant;
  readonly to: Instant;
};

/**
 * The slots that begin in `[from, to)`, oldest first, within notice and horizon. They are advice: only a booking decides. Whether the
 * length is on offer is not judged here, so that mentors and admins can look for times of any length.
 */
export function freeSlots(question: SlotQuestion): Slot[] {
  const { availability, now } = question;
  const length = question.lengthMinutes * MINUTE;
  const earliest = Math.max(question.from, now + availability.minimumNoticeMinutes * MINUTE);
  // A slot that begins exactly at the horizon is still within it.
  const latest = Math.min(question.to, now + availability.horizonDays * DAY + 1);
  if (earliest >= latest) return [];
  const { stretches, open } = offeredTime(availability, earliest, latest + length);
  const free = subtractIntervals(open, [...withBuffers(availability, question.busy), ...(question.alsoBusy ?? [])]);
  const starts = startsWithin(stretches, availability.slotStepMinutes * MINUTE, earliest, latest);
  return fittingSlots(starts, length, free);
}

/** The `count` slots nearest to a wished start, nearest first, the earlier of two that are equally near. Looks two weeks either way. */
export function nearestFreeSlots(
  question: Omit<SlotQuestion, "from" | "to"> & { wished: Instant; count: number },
): Slot[] {
  const { wished, count } = question;
  for (const reach of [DAY, 14 * DAY]) {
    const slots = freeSlots({ ...question, from: wished - reach, to: wished + reach + 1 });
    if (slots.length < count && reach === DAY) continue;
    const distance = (slot: Slot): number => Math.abs(slot.startsAt - wished);
    return slots.sort((one, other) => distance(one) - distance(other) || one.startsAt - other.startsAt).slice(0, count);
  }
  return [];
}

/**
 * The mentor's busy time with the buffers around it. Between two sessions both the buffer after the one and the buffer before the other
 * must fit, and the same minutes may serve as both: the wider of the two, on either side.
 */
export function withBuffers(availability: Availability, busy: readonly Interval[]): Interval[] {
  const buffer = Math.max(availability.bufferBeforeMinutes, availability.bufferAfterMinutes) * MINUTE;
  return busy.map(({ start, end }) => ({ start: start - buffer, end: end + buffer }));
}

/** A slot as one zone sees it. `clockChangeDay`: the clocks of that zone change on the calendar day on which it begins. */
export type SlotInZone = Slot & {
  readonly zone: string;
  readonly startsLocal: WallTime;
  readonly endsLocal: WallTime;
  readonly offsetMinutes: number;
  readonly clockChangeDay: boolean;
};

/** The slot with its wall times, its offset at the start (minutes) and the mark of a clock change, for a mentor or a viewer. */
export function slotInZone(slot: Slot, zone: string): SlotInZone {
  const { wall, offsetMinutes } = instantToLocal(zone, slot.startsAt);
  const endsLocal = instantToLocal(zone, slot.endsAt).wall;
  return {
    ...slot,
    zone,
    startsLocal: wall,
    endsLocal,
    offsetMinutes,
    clockChangeDay: isClockChangeDay(zone, slot.startsAt),
  };
}

/** Whether the calendar day of an instant in this zone misses or repeats a part. */
export function isClockChangeDay(zone: string, instant: Instant): boolean {
  const day = dateOf(instantToLocal(zone, instant).wall);
  return clockChangesBetween(zone, instant - 2 * DAY, instant + 2 * DAY).some((change) => {
    const first = dateOf(change.at + Math.min(change.before, change.after));
    const last = dateOf(change.at + Math.max(change.before, change.after) - 1);
    return first <= day && day <= last;
  });
}

/** The starts that the steps of each window fall on, in `[earliest, latest)`, sorted, each once. */
function startsWithin(
  stretches: readonly WindowStretch[],
  step: number,
  earliest: Instant,
  latest: Instant,
): Instant[] {
  const starts: Instant[] = [];
  let isSorted = true;
  for (const { start, end, offset, windowStart } of stretches) {
    const until = Math.min(end, latest);
    // Steps are counted on the wall clock, so that slots after a clock change keep the minutes they have on other days.
    const from = Math.max(start, earliest);
    const past = (((from + offset - windowStart) % step) + step) % step;
    for (let at = past === 0 ? from : from + step - past; at < until; at += step) {
      if (starts.length > 0 && at <= (starts.at(-1) as Instant)) isSorted = false;
      starts.push(at);
    }
  }
  return isSorted ? starts : [...new Set(starts)].sort((one, other) => one - other);
}

function fittingSlots(starts: readonly Instant[], length: number, free: readonly Interval[]): Slot[] {
  const slots: Slot[] = [];
  let index = 0;
  for (const startsAt of starts) {
    while (index < free.length && (free[index] as Interval).end < startsAt + length) index += 1;
    const stretch = free[index];
    if (stretch === undefined) break;
    if (stretch.start <= startsAt) slots.push({ startsAt, endsAt: startsAt + length });
  }
  return slots;
}
