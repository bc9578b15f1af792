import type { Instant, Interval } from "./instant.ts";

/** The same instants as sorted stretches that neither overlap nor touch. Empty stretches vanish. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((one) => one.start < one.end).sort((one, other) => one.start - other.start);
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.start <= last.end) {
      if (next.end > last.end) merged[merged.length - 1] = { start: last.start, end: next.end };
    } else {
      merged.push({ start: next.start, end: next.end });
    }
  }
  return merged;
}

/** The instants of `from` that lie in none of `taken`. Both in any order; the answer is sorted and disjoint. */
export function subtractIntervals(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const holes = mergeIntervals(taken);
  const rest: Interval[] = [];
  let first = 0;
  for (const whole of mergeIntervals(from)) {
    let start = whole.start;
    while (first < holes.length && (holes[first] as Interval).end <= whole.start) first += 1;
    for (let at = first; at < holes.length; at += 1) {
      const hole = holes[at] as Interval;
      if (hole.start >= whole.end) break;
      if (hole.start > start) rest.push({ start, end: hole.start });
      start = Math.max(start, hole.end);
    }
    if (start < whole.end) rest.push({ start, end: whole.end });
  }
  return rest;
}

/** The instants that lie in both. Sorted and disjoint; the base of times at which several people are free. */
export function intersectIntervals(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const left = mergeIntervals(one);
  const right = mergeIntervals(other);
  const shared: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i] as Interval;
    const b = right[j] as Interval;
    const start = Math.max(a.start, b.start);
    const end = Math.min(a.end, b.end);
    if (start < end) shared.push({ start, end });
    if (a.end < b.end) i += 1;
    else j += 1;
  }
  return shared;
}

/** The part of each stretch that lies in `[from, to)`. */
export function clipIntervals(intervals: readonly Interval[], from: Instant, to: Instant): Interval[] {
  return intersectIntervals(intervals, [{ start: from, end: to }]);
}
