/** Mentors by what their best pair can score at most: highest first, among equals the smallest rank. */
export interface MentorHeap {
  /** By mentor rank, in 1e-9. */
  readonly keys: Float64Array;
  readonly order: Int32Array;
  size: number;
}

/** A heap of the given mentors; `keys` is kept and changed by the other functions. */
export function buildMentorHeap(keys: Float64Array, mentors: Int32Array): MentorHeap {
  const heap = { keys, order: mentors.slice(), size: mentors.length };
  for (let at = (heap.size >>> 1) - 1; at >= 0; at--) sink(heap, at);
  return heap;
}

/** Gives the mentor on top a lower key. */
export function lowerTop(heap: MentorHeap, key: number): void {
  heap.keys[heap.order[0] as number] = key;
  sink(heap, 0);
}

/** Takes the mentor on top out. */
export function dropTop(heap: MentorHeap): void {
  heap.size--;
  heap.order[0] = heap.order[heap.size] as number;
  sink(heap, 0);
}

/** The highest key but the one on top; below every number when there is none. */
export function secondKey(heap: MentorHeap): number {
  const left = heap.size > 1 ? (heap.keys[heap.order[1] as number] as number) : Number.NEGATIVE_INFINITY;
  const right = heap.size > 2 ? (heap.keys[heap.order[2] as number] as number) : Number.NEGATIVE_INFINITY;
  return Math.max(left, right);
}

function sink(heap: MentorHeap, from: number): void {
  const { keys, order, size } = heap;
  const mentor = order[from] as number;
  const key = keys[mentor] as number;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let other = order[child] as number;
    let otherKey = keys[other] as number;
    if (child + 1 < size) {
      const right = order[child + 1] as number;
      const rightKey = keys[right] as number;
      if (rightKey > otherKey || (rightKey === otherKey && right < other)) {
        child++;
        other = right;
        otherKey = rightKey;
      }
    }
    if (key > otherKey || (key === otherKey && mentor < other)) break;
    order[at] = other;
    at = child;
  }
  order[at] = mentor;
}
