/** Pairs that a strategy chose, in order, by rank; `seatsFree` is what the seat term of each was computed from. */
export interface Picks {
  readonly count: number;
  readonly mentor: Int32Array;
  readonly mentee: Int32Array;
  readonly seatsFree: Int32Array;
  /** What no choice of pairs can exceed, in 1e-9, where the strategy proves one. */
  readonly bound: bigint | null;
  /** By mentee, where the strategy knows: 1 for one who has a pair at or above the least score and yet no mentor. */
  readonly outbid: Uint8Array | null;
}
