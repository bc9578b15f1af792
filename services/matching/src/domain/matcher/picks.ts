/** Pairs that a strategy chose, in order, by rank; `seatsFree` is what the seat term of each was computed from. */
export interface Picks {
  readonly count: number;
  readonly mentor: Int32Array;
  readonly mentee: Int32Array;
  readonly seatsFree: Int32Array;
}
