/** Work that is done so much at once; the rest waits in line, first come, first served. */
export type Lanes = <T>(work: () => Promise<T>) => Promise<T>;

/** Lanes for so many pieces of work at once. */
export function createLanes(width: number): Lanes {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
