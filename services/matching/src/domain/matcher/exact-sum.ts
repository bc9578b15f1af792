const FLUSH_ABOVE = 2 ** 52;

/** The exact sum of whole numbers from 0 to 2^52, also where it lies beyond what a number holds. */
export function exactSum(values: Iterable<number>): bigint {
  let sum = 0n;
  let pending = 0;
  for (const value of values) {
    if (pending + value > FLUSH_ABOVE) {
      sum += BigInt(pending);
      pending = 0;
    }
    pending += value;
  }
  return sum + BigInt(pending);
}
