import { exactSum } from "../exact-sum.ts";
import { mayPair, readRow } from "./pair-rows.ts";
import type { Seating } from "./seating.ts";

/** `bound` is what no choice of pairs can exceed, in 1e-9; `outbid` as in `Picks`. */
export interface Proof {
  readonly bound: bigint;
  readonly outbid: Uint8Array;
}

/**
 * Goes through every pair once more: where each scores at most its mentee's surplus and its mentor's price, and none of
 * these is negative, the sum of all surpluses and of the prices of all seats is a bound. Throws when that does not hold.
 */
export function proveBound(seating: Seating): Proof {
  const { input, mentorOf, price, rows, seated, surplus, worth } = seating;
  const { codes, seatScore } = rows;
  const outbid = new Uint8Array(mentorOf.length);
  for (let mentee = 0; mentee < mentorOf.length; mentee++) {
    const fits = readRow(rows, mentee);
    const most = surplus[mentee] as number;
    requireProof(most >= 0, `the surplus of mentee ${mentee} is ${most}`);
    for (let mentor = 0; mentor < codes.length; mentor++) {
      const fit = fits[codes[mentor] as number] as number;
      if (fit + (worth[mentor] as number) <= most) continue;
      const score = fit + (seatScore[mentor] as number);
      requireProof(
        !mayPair(input, mentor, mentee, score),
        `mentor ${mentor} and mentee ${mentee} score more than both`,
      );
    }
    if ((mentorOf[mentee] as number) < 0 && hasPair(seating, mentee, fits)) outbid[mentee] = 1;
  }
  let ofSeats = 0n;
  price.forEach((of, mentor) => {
    const seats = input.seatsFree[mentor] as number;
    requireProof(of >= 0 && (seated[mentor] as number) <= seats, `mentor ${mentor}: price ${of}, ${seats} seats`);
    ofSeats += BigInt(seats) * BigInt(of);
  });
  return { bound: exactSum(surplus) + ofSeats, outbid };
}

function hasPair(seating: Seating, mentee: number, fits: Float64Array): boolean {
  const { codes, seatScore } = seating.rows;
  for (let mentor = 0; mentor < codes.length; mentor++) {
    const score = (fits[codes[mentor] as number] as number) + (seatScore[mentor] as number);
    if (score >= 0 && mayPair(seating.input, mentor, mentee, score)) return true;
  }
  return false;
}

function requireProof(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the pairs are not proven the best: ${what}`);
}
