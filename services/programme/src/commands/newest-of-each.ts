/** Of several rows with one id the one of the highest version, since one statement can write a row only once. */
export function newestOfEach<T extends { readonly id: string; readonly version: number }>(rows: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const row of rows) {
    const known = newest.get(row.id);
    if (!known || row.version > known.version) newest.set(row.id, row);
  }
  return [...newest.values()];
}
