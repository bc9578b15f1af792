/** Numbers with a distance each, nearest first; it grows as needed, and one number may stand in it more than once. */
export interface DistanceHeap {
  ids: Int32Array;
  distances: Float64Array;
  size: number;
}

export function openDistanceHeap(): DistanceHeap {
  return { ids: new Int32Array(1024), distances: new Float64Array(1024), size: 0 };
}

export function push(heap: DistanceHeap, id: number, distance: number): void {
  if (heap.size === heap.ids.length) grow(heap);
  const { ids, distances } = heap;
  let at = heap.size++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((distances[parent] as number) <= distance) break;
    ids[at] = ids[parent] as number;
    distances[at] = distances[parent] as number;
    at = parent;
  }
  ids[at] = id;
  distances[at] = distance;
}

/** Takes the nearest out and answers its number; its distance is `distances[0]` before. */
export function pop(heap: DistanceHeap): number {
  const { ids, distances } = heap;
  const top = ids[0] as number;
  const size = --heap.size;
  const id = ids[size] as number;
  const distance = distances[size] as number;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && (distances[child + 1] as number) < (distances[child] as number)) child++;
    if ((distances[child] as number) >= distance) break;
    ids[at] = ids[child] as number;
    distances[at] = distances[child] as number;
    at = child;
  }
  ids[at] = id;
  distances[at] = distance;
  return top;
}

function grow(heap: DistanceHeap): void {
  const ids = new Int32Array(heap.size * 2);
  const distances = new Float64Array(heap.size * 2);
  ids.set(heap.ids);
  distances.set(heap.distances);
  heap.ids = ids;
  heap.distances = distances;
}
