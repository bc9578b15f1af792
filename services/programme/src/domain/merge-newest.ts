type Key = readonly (string | number)[];

/** Lists that are each newest first as one that is newest first: by key, part by part, the greatest first. */
export function mergeNewest<T>(lists: readonly (readonly T[])[], keyOf: (each: T) => Key): T[] {
  return lists
    .flat()
    .map((each) => ({ each, key: keyOf(each) }))
    .sort((a, b) => compareKeys(b.key, a.key))
    .map(({ each }) => each);
}

function compareKeys(a: Key, b: Key): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] as string | number;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
