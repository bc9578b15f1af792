import { bestWorth, KEPT, readBestPairs } from "./best-pairs.ts";
import { type DistanceHeap, openDistanceHeap, pop, push } from "./distance-heap.ts";
import { mayPair } from "./pair-rows.ts";
import { hasFreeSeat, leave, moveAlong, raisePrice, type Seating } from "./seating.ts";

/**
 * A search for the change that costs least: from the mentee who comes in, over the mentors whom each mentee reached
 * could move to, to a free seat or to somebody who does without. Distances are in 1e-9.
 */
export interface Search {
  readonly heap: DistanceHeap;
  /** Number of this search: what bears another number was not reached in it. */
  round: number;
  readonly reachedIn: Int32Array;
  readonly settledIn: Int32Array;
  readonly distance: Float64Array;
  /** By class of mentees: the search in which one of them was reached. */
  readonly classIn: Int32Array;
  /** By mentor: the mentee who would move there. */
  readonly reachedBy: Int32Array;
  readonly settled: Int32Array;
  settledCount: number;
  /** By mentee: what it costs up to where they would have to leave their seat. */
  readonly menteeDistance: Float64Array;
  readonly mentees: Int32Array;
  menteeCount: number;
  /** The nearest end so far: how far, and whose free seat it is, or -1 and who would do without. */
  nearest: number;
  freeSeatOf: number;
  without: number;
}

export function openSearch(mentors: number, mentees: number): Search {
  return {
    heap: openDistanceHeap(),
    round: 0,
    reachedIn: new Int32Array(mentors),
    settledIn: new Int32Array(mentors),
    distance: new Float64Array(mentors),
    classIn: new Int32Array(mentees),
    reachedBy: new Int32Array(mentors),
    settled: new Int32Array(mentors),
    settledCount: 0,
    menteeDistance: new Float64Array(mentees),
    mentees: new Int32Array(mentees),
    menteeCount: 0,
    nearest: 0,
    freeSeatOf: -1,
    without: -1,
  };
}

/** Brings one more mentee in, at most one of all goes without a seat after it. The prices prove the new seating best. */
export function seatMentee(seating: Seating, search: Search, mentee: number): void {
  const surplus = bestWorth(seating, mentee);
  seating.surplus[mentee] = surplus;
  if (surplus === 0) return;
  search.round++;
  search.heap.size = 0;
  search.settledCount = 0;
  search.menteeCount = 0;
  search.nearest = surplus;
  search.freeSeatOf = -1;
  search.without = mentee;
  settleNearer(seating, search, mentee);
  raisePrices(seating, search);
  if (search.freeSeatOf >= 0) moveAlong(seating, search.reachedBy, search.freeSeatOf);
  else if (search.without !== mentee) moveAlong(seating, search.reachedBy, leave(seating, search.without));
}

// Nearest first, until nothing is nearer than the nearest end. Numbers from `mentors` up are mentees to be read whole.
function settleNearer(seating: Seating, search: Search, source: number): void {
  const { heap } = search;
  const mentors = seating.price.length;
  reachMentee(seating, search, source, 0);
  while (heap.size > 0) {
    const distance = heap.distances[0] as number;
    if (distance >= search.nearest) return;
    const id = pop(heap);
    if (id >= mentors) {
      reachWholeRow(seating, search, id - mentors);
    } else if (search.settledIn[id] !== search.round) {
      search.settledIn[id] = search.round;
      search.settled[search.settledCount++] = id;
      for (let mentee = seating.first[id] as number; mentee >= 0; mentee = seating.next[mentee] as number) {
        reachMentee(seating, search, mentee, distance);
      }
    }
  }
}

// The mentee leaves their seat: they do without, or go to the mentor of another pair. One of their class who was reached
// before has looked at the same pairs from nearer. What a pair was worth when it was kept says how near it can be at
// most, so the rest of the list is passed over as soon as that is too far.
function reachMentee(seating: Seating, search: Search, mentee: number, distance: number): void {
  const { best, price } = seating;
  search.mentees[search.menteeCount++] = mentee;
  search.menteeDistance[mentee] = distance;
  const ofClass = seating.classOf[mentee] as number;
  if (search.classIn[ofClass] === search.round) return;
  search.classIn[ofClass] = search.round;
  const without = distance + (seating.surplus[mentee] as number);
  if (without < search.nearest) {
    search.nearest = without;
    search.freeSeatOf = -1;
    search.without = mentee;
  }
  const from = mentee * KEPT;
  const end = from + (best.count[mentee] as number);
  for (let at = from; at < end; at++) {
    if (without - (best.worth[at] as number) >= search.nearest) return;
    const mentor = best.mentor[at] as number;
    const there = without - (best.score[at] as number) + (price[mentor] as number);
    if (there < search.nearest) reachMentor(seating, search, mentor, mentee, there);
  }
  const others = best.others[mentee] as number;
  if (others > 0 && without - others < search.nearest) push(search.heap, price.length + mentee, without - others);
}

function reachWholeRow(seating: Seating, search: Search, mentee: number): void {
  const { input, price, worth } = seating;
  const fits = readBestPairs(seating, mentee);
  const { codes } = seating.rows;
  const without = (search.menteeDistance[mentee] as number) + (seating.surplus[mentee] as number);
  for (let mentor = 0; mentor < codes.length; mentor++) {
    const worthNow = (fits[codes[mentor] as number] as number) + (worth[mentor] as number);
    const there = without - worthNow;
    if (there >= search.nearest || !mayPair(input, mentor, mentee, worthNow + (price[mentor] as number))) continue;
    reachMentor(seating, search, mentor, mentee, there);
  }
}

function reachMentor(seating: Seating, search: Search, mentor: number, mentee: number, distance: number): void {
  if (search.reachedIn[mentor] === search.round && (search.distance[mentor] as number) <= distance) return;
  search.reachedIn[mentor] = search.round;
  search.distance[mentor] = distance;
  search.reachedBy[mentor] = mentee;
  if (hasFreeSeat(seating, mentor)) {
    search.nearest = distance;
    search.freeSeatOf = mentor;
  } else {
    push(search.heap, mentor, distance);
  }
}

// Whatever was nearer than the end becomes dearer by the difference: pairs on the path come to be worth the surplus.
function raisePrices(seating: Seating, search: Search): void {
  const { nearest } = search;
  for (let i = 0; i < search.settledCount; i++) {
    const mentor = search.settled[i] as number;
    raisePrice(seating, mentor, nearest - (search.distance[mentor] as number));
  }
  for (let i = 0; i < search.menteeCount; i++) {
    const mentee = search.mentees[i] as number;
    const less = nearest - (search.menteeDistance[mentee] as number);
    seating.surplus[mentee] = (seating.surplus[mentee] as number) - less;
  }
}
