/** Where a page of a list begins: behind the row with this key of the list's order and, among equal keys, this id. */
export interface Place {
  readonly key: Date | string | number | null;
  readonly id: string;
}

/** A row of a list and its place in it. */
export interface Placed<T> {
  readonly item: T;
  readonly place: Place;
}
