import { mayPair, readRow } from "./pair-rows.ts";
import type { Seating } from "./seating.ts";

/** How many pairs of a mentee are kept between readings of the whole row. */
export const KEPT = 16;

/**
 * Each mentee's best pairs at the prices of the last reading, best first. Prices only rise, so what a pair was worth
 * then is never less than what it is worth now, and no pair that is not kept is worth more than `others`.
 */
export interface BestPairs {
  /** Mentors of the pairs kept: mentee `e` has places `e * KEPT … e * KEPT + count[e] - 1`. */
  readonly mentor: Int32Array;
  readonly score: Float64Array;
  /** Score less price at the reading. */
  readonly worth: Float64Array;
  readonly count: Int32Array;
  /** At least 0: a pair worth nothing is no better than none, and is not kept. Beyond every number before any reading. */
  readonly others: Float64Array;
}

export function openBestPairs(mentees: number): BestPairs {
  return {
    mentor: new Int32Array(mentees * KEPT),
    score: new Float64Array(mentees * KEPT),
    worth: new Float64Array(mentees * KEPT),
    count: new Int32Array(mentees),
    others: new Float64Array(mentees).fill(Number.POSITIVE_INFINITY),
  };
}

/** Reads a mentee's whole row at today's prices and keeps the best of it; answers what fit the row's codes mean. */
export function readBestPairs(seating: Seating, mentee: number): Float64Array {
  const { best, input, price } = seating;
  const fits = readRow(seating.rows, mentee);
  const { codes } = seating.rows;
  const mentors = codes.length;
  const from = mentee * KEPT;
  const last = from + KEPT - 1;
  let end = from;
  let floor = 0;
  for (let mentor = 0; mentor < mentors; mentor++) {
    const worth = (fits[codes[mentor] as number] as number) + (seating.worth[mentor] as number);
    if (worth <= floor || !mayPair(input, mentor, mentee, worth + (price[mentor] as number))) continue;
    let at = end <= last ? end++ : last;
    while (at > from && (best.worth[at - 1] as number) < worth) {
      best.worth[at] = best.worth[at - 1] as number;
      best.mentor[at] = best.mentor[at - 1] as number;
      at--;
    }
    best.worth[at] = worth;
    best.mentor[at] = mentor;
    if (end > last) floor = best.worth[last] as number;
  }
  for (let at = from; at < end; at++) {
    best.score[at] = (best.worth[at] as number) + (price[best.mentor[at] as number] as number);
  }
  best.count[mentee] = end - from;
  best.others[mentee] = floor;
  return fits;
}

/** What the mentee's best pair is worth at today's prices, 0 when nothing is worth more. */
export function bestWorth(seating: Seating, mentee: number): number {
  const { best, price } = seating;
  const from = mentee * KEPT;
  for (;;) {
    const end = from + (best.count[mentee] as number);
    let most = 0;
    for (let at = from; at < end && (best.worth[at] as number) > most; at++) {
      most = Math.max(most, (best.score[at] as number) - (price[best.mentor[at] as number] as number));
    }
    if (most >= (best.others[mentee] as number)) return most;
    readBestPairs(seating, mentee);
  }
}
