import type { CompiledInput } from "../compile.ts";
import type { Picks } from "../picks.ts";
import { bestWorth } from "./best-pairs.ts";
import { fillSeats } from "./fill-seats.ts";
import { proveBound } from "./prove-bound.ts";
import { openSearch, seatMentee } from "./seat-mentee.ts";
import { openSeating, type Seating } from "./seating.ts";

/**
 * The pairs with the greatest total of scores, seats counted as at the start, by mentor, then mentee. Among equal totals
 * the most pairs; among those the ones that come of letting mentees in by their best score, highest and then smallest
 * id first. Throws when its own proof fails.
 */
export function pickOptimal(input: CompiledInput): Picks {
  const seating = openSeating(input);
  const search = openSearch(input.mentors.length, input.mentees.length);
  for (const mentee of orderOfEntry(seating)) seatMentee(seating, search, mentee);
  fillSeats(seating);
  return picksOf(seating);
}

function orderOfEntry(seating: Seating): Int32Array {
  const order = new Int32Array(seating.mentorOf.length);
  const bestScore = new Float64Array(order.length);
  for (let mentee = 0; mentee < order.length; mentee++) {
    order[mentee] = mentee;
    bestScore[mentee] = bestWorth(seating, mentee);
  }
  return order.sort((a, b) => (bestScore[b] as number) - (bestScore[a] as number) || a - b);
}

function picksOf(seating: Seating): Picks {
  const { input, mentorOf, seated } = seating;
  const next = new Int32Array(seated.length);
  let count = 0;
  seated.forEach((mentees, mentor) => {
    next[mentor] = count;
    count += mentees;
  });
  const mentor = new Int32Array(count);
  const mentee = new Int32Array(count);
  for (let rank = 0; rank < mentorOf.length; rank++) {
    const of = mentorOf[rank] as number;
    if (of < 0) continue;
    const at = next[of] as number;
    mentor[at] = of;
    mentee[at] = rank;
    next[of] = at + 1;
  }
  const seatsFree = mentor.map((rank) => input.seatsFree[rank] as number);
  return { count, mentor, mentee, seatsFree, ...proveBound(seating) };
}
