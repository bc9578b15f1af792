import type { CompiledInput } from "../compile.ts";
import { type BestPairs, openBestPairs } from "./best-pairs.ts";
import { classMentees } from "./mentee-classes.ts";
import { openPairRows, type PairRows } from "./pair-rows.ts";

/**
 * Who sits with whom so far, and the prices that prove it best. For every pair, surplus + price is never below its
 * score, and equals it where the two sit together; a mentee without a mentor has no surplus, a free seat no price.
 */
export interface Seating {
  readonly input: CompiledInput;
  readonly rows: PairRows;
  readonly best: BestPairs;
  /** By mentee: a number that those share whose pairs are alike. */
  readonly classOf: Int32Array;
  /** By mentor: what a seat costs, in 1e-9. Never falls. */
  readonly price: Float64Array;
  /** By mentor: the seat term less the price. */
  readonly worth: Float64Array;
  /** By mentee: what their best pair scores above its price, in 1e-9; at least 0. */
  readonly surplus: Float64Array;
  /** By mentee; -1 for one who has none. */
  readonly mentorOf: Int32Array;
  readonly seated: Int32Array;
  /** Each mentor's mentees as a chain: the first by mentor, its neighbours by mentee, -1 at the ends. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
}

/** Everybody without a mentor, every seat free at no price. Surplus is right once a mentee has come to be seated. */
export function openSeating(input: CompiledInput): Seating {
  const rows = openPairRows(input);
  const mentors = input.mentors.length;
  const mentees = input.mentees.length;
  return {
    input,
    rows,
    best: openBestPairs(mentees),
    classOf: classMentees(input),
    price: new Float64Array(mentors),
    worth: rows.seatScore.slice(),
    surplus: new Float64Array(mentees),
    mentorOf: new Int32Array(mentees).fill(-1),
    seated: new Int32Array(mentors),
    first: new Int32Array(mentors).fill(-1),
    next: new Int32Array(mentees),
    previous: new Int32Array(mentees),
  };
}

/** Raises the price of a mentor's seats. */
export function raisePrice(seating: Seating, mentor: number, by: number): void {
  const price = (seating.price[mentor] as number) + by;
  seating.price[mentor] = price;
  seating.worth[mentor] = (seating.rows.seatScore[mentor] as number) - price;
}

/** Seats a mentee who has no mentor. */
export function sit(seating: Seating, mentee: number, mentor: number): void {
  const { first, mentorOf, next, previous, seated } = seating;
  const follower = first[mentor] as number;
  mentorOf[mentee] = mentor;
  next[mentee] = follower;
  previous[mentee] = -1;
  if (follower >= 0) previous[follower] = mentee;
  first[mentor] = mentee;
  seated[mentor] = (seated[mentor] as number) + 1;
}

/** Takes a mentee's seat away; answers whose it was. */
export function leave(seating: Seating, mentee: number): number {
  const { first, mentorOf, next, previous, seated } = seating;
  const mentor = mentorOf[mentee] as number;
  const before = previous[mentee] as number;
  const after = next[mentee] as number;
  mentorOf[mentee] = -1;
  if (before >= 0) next[before] = after;
  else first[mentor] = after;
  if (after >= 0) previous[after] = before;
  seated[mentor] = (seated[mentor] as number) - 1;
  return mentor;
}

export function hasFreeSeat(seating: Seating, mentor: number): boolean {
  return (seating.seated[mentor] as number) < (seating.input.seatsFree[mentor] as number);
}

/**
 * Moves along a path: the mentee by whom `to` was reached comes to sit there, the seat they leave goes to the one by
 * whom that mentor was reached, and so on, up to a mentee who had no seat.
 */
export function moveAlong(seating: Seating, reachedBy: Int32Array, to: number): void {
  let mentor = to;
  while (mentor >= 0) {
    const mentee = reachedBy[mentor] as number;
    const left = (seating.mentorOf[mentee] as number) < 0 ? -1 : leave(seating, mentee);
    sit(seating, mentee, mentor);
    mentor = left;
  }
}
