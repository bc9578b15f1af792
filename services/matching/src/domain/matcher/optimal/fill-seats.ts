import { mayPair, readRow } from "./pair-rows.ts";
import { hasFreeSeat, moveAlong, type Seating } from "./seating.ts";

/**
 * Seats as many more as can be without changing the total: over pairs that score exactly surplus + price. Only
 * these are in any seating with the greatest total, so none has more proposals than this leaves.
 */
export function fillSeats(seating: Seating): void {
  const { input, mentorOf, price } = seating;
  const isFree = (_: unknown, mentor: number) => hasFreeSeat(seating, mentor);
  if (!input.mentors.some(isFree)) return;
  const walk: Walk = {
    reached: new Uint8Array(price.length),
    reachedBy: new Int32Array(price.length),
    mentors: new Int32Array(price.length),
    mentorCount: 0,
  };
  for (let mentee = 0; mentee < mentorOf.length; mentee++) {
    if ((mentorOf[mentee] as number) >= 0) continue;
    const end = findFreeSeat(seating, walk, mentee);
    if (end < 0) continue;
    moveAlong(seating, walk.reachedBy, end);
    // What was walked in vain stays marked: no later change leads from there to a free seat.
    for (let i = 0; i < walk.mentorCount; i++) walk.reached[walk.mentors[i] as number] = 0;
  }
}

interface Walk {
  readonly reached: Uint8Array;
  readonly reachedBy: Int32Array;
  /** Mentors of this walk in the order reached. */
  readonly mentors: Int32Array;
  mentorCount: number;
}

// Breadth first: the mentor of a free seat, or -1.
function findFreeSeat(seating: Seating, walk: Walk, source: number): number {
  walk.mentorCount = 0;
  let end = reachFrom(seating, walk, source);
  for (let i = 0; i < walk.mentorCount && end < 0; i++) {
    let mentee = seating.first[walk.mentors[i] as number] as number;
    for (; mentee >= 0 && end < 0; mentee = seating.next[mentee] as number) end = reachFrom(seating, walk, mentee);
  }
  return end;
}

function reachFrom(seating: Seating, walk: Walk, mentee: number): number {
  const { input, price, worth } = seating;
  const fits = readRow(seating.rows, mentee);
  const { codes } = seating.rows;
  const surplus = seating.surplus[mentee] as number;
  for (let mentor = 0; mentor < codes.length; mentor++) {
    if ((fits[codes[mentor] as number] as number) + (worth[mentor] as number) !== surplus) continue;
    if (walk.reached[mentor] === 1 || !mayPair(input, mentor, mentee, surplus + (price[mentor] as number))) continue;
    walk.reached[mentor] = 1;
    walk.reachedBy[mentor] = mentee;
    walk.mentors[walk.mentorCount++] = mentor;
    if (hasFreeSeat(seating, mentor)) return mentor;
  }
  return -1;
}
