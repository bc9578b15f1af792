/** A source of choices that makes the same ones for the same seed. */
export interface Chance {
  readonly seed: number;
  /** A whole number, 0 or more and below the bound. */
  below(bound: number): number;
  /** One of these; there has to be one. */
  pick<T>(from: readonly T[]): T;
  /** True so many times in a hundred. */
  percent(of: number): boolean;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    seed,
    below,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new Error("there is nothing to pick from");
      return from[below(from.length)] as T;
    },
    percent: (of) => below(100) < of,
  };
}
