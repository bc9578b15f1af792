import type { Availability } from "./availability.ts";
import { type WindowStretch, offeredTime } from "./open-intervals.ts";
import { DAY, type Instant, type Interval, MINUTE } from "./time/instant.ts";
import { intersectIntervals, subtractIntervals } from "./time/intervals.ts";

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
  const { earliest, latest } = bounds(question);
  if (earliest >= latest) return [];
  const { stretches, free } = freeTime(question, earliest, latest);
  const starts = startsWithin(stretches, question.availability.slotStepMinutes * MINUTE, earliest, latest);
  return fittingSlots(starts, question.lengthMinutes * MINUTE, free);
}

/** The slots at which everybody asked about is free, oldest first: each begins on a step of one of them. All of one length. */
export function slotsOfAll(questions: readonly SlotQuestion[]): Slot[] {
  const each = questions.map(bounds);
  const earliest = Math.max(...each.map((one) => one.earliest));
  const latest = Math.min(...each.map((one) => one.latest));
  const [first] = questions;
  if (first === undefined || earliest >= latest) return [];
  const starts: Instant[] = [];
  let shared: readonly Interval[] | undefined;
  for (const question of questions) {
    const { stretches, free } = freeTime(question, earliest, latest);
    shared = shared === undefined ? free : intersectIntervals(shared, free);
    starts.push(...startsWithin(stretches, question.availability.slotStepMinutes * MINUTE, earliest, latest));
  }
  return fittingSlots(sortedOnce(starts), first.lengthMinutes * MINUTE, shared ?? []);
}

/** A slot and who of those asked about is free at it, by their places in the question. */
export type SlotOfSome = Slot & { readonly who: readonly number[] };

/** The slots at which at least one of those asked about is free, oldest first, the shorter of two that begin together first. */
export function slotsOfAny(questions: readonly SlotQuestion[]): SlotOfSome[] {
  const found = new Map<string, Slot & { who: number[] }>();
  for (const [place, question] of questions.entries()) {
    for (const slot of freeSlots(question)) {
      const key = `${slot.startsAt} ${slot.endsAt}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { ...slot, who: [place] });
      else known.who.push(place);
    }
  }
  return [...found.values()].sort((one, other) => one.startsAt - other.startsAt || one.endsAt - other.endsAt);
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

/** From when until when (not included) a slot may begin, by notice, horizon and question. */
function bounds({ availability, now, from, to }: SlotQuestion): { earliest: Instant; latest: Instant } {
  return {
    earliest: Math.max(from, now + availability.minimumNoticeMinutes * MINUTE),
    // A slot that begins exactly at the horizon is still within it.
    latest: Math.min(to, now + availability.horizonDays * DAY + 1),
  };
}

function freeTime(
  { availability, busy, alsoBusy, lengthMinutes }: SlotQuestion,
  earliest: Instant,
  latest: Instant,
): { stretches: readonly WindowStretch[]; free: readonly Interval[] } {
  const { stretches, open } = offeredTime(availability, earliest, latest + lengthMinutes * MINUTE);
  const free = subtractIntervals(open, [...withBuffers(availability, busy), ...(alsoBusy ?? [])]);
  return { stretches, free };
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
  let last = Number.NEGATIVE_INFINITY;
  for (const { start, end, offset, windowStart } of stretches) {
    const until = Math.min(end, latest);
    // Steps are counted on the wall clock, so that slots after a clock change keep the minutes they have on other days.
    const from = Math.max(start, earliest);
    const past = (((from + offset - windowStart) % step) + step) % step;
    for (let at = past === 0 ? from : from + step - past; at < until; at += step) {
      if (at <= last) isSorted = false;
      last = at;
      starts.push(at);
    }
  }
  return isSorted ? starts : sortedOnce(starts);
}

const sortedOnce = (starts: readonly Instant[]): Instant[] => [...new Set(starts)].sort((one, other) => one - other);

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
