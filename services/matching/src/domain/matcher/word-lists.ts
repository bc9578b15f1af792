import type { CompiledInput } from "./compile.ts";
import { cellKey, type FocusCounts, type Layout } from "./layout.ts";

/**
 * Where mentees of each focus tag count and audience fit stand for mentors of one department and decade: list
 * `focus * 3 + halves` holds pairs of a word and a mask of the bits in it.
 */
export interface WordLists {
  readonly start: Int32Array;
  readonly pairs: Int32Array;
}

/** Bound on what is kept for all kinds of mentors together, in 32-bit words: 64 MiB. */
const MOST_KEPT = 1 << 24;

/** The lists for a mentor of this department and decade; kept with the layout for others of the same kind. */
export function wordListsFor(
  input: CompiledInput,
  focus: FocusCounts,
  layout: Layout,
  department: number,
  decade: number,
): WordLists {
  const kind = decade * input.departmentCodes + department;
  const known = layout.listsOfKind.get(kind);
  if (known) return known;
  const lists: Pairs = { start: [0], pairs: new Int32Array(0), count: 0 };
  for (let index = 0; index < focus.counts.length; index++)
    cutByAudience(input, layout, index, department, decade, lists);
  const made = { start: Int32Array.from(lists.start), pairs: lists.pairs.slice(0, lists.count) };
  if ((layout.listsOfKind.size + 1) * made.pairs.length > MOST_KEPT) layout.listsOfKind.clear();
  layout.listsOfKind.set(kind, made);
  return made;
}

interface Pairs {
  readonly start: number[];
  pairs: Int32Array;
  count: number;
}

// Cuts one focus tag count into ranges whose audience fit is 0, 1 or 2 halves.
function cutByAudience(
  input: CompiledInput,
  layout: Layout,
  focusIndex: number,
  department: number,
  decade: number,
  lists: Pairs,
): void {
  const cellStart = (decadeCode: number, departmentCode: number) =>
    firstAtLeast(layout.cells, cellKey(input, focusIndex, decadeCode, departmentCode));
  const ranges: [number[], number[], number[]] = [[], [], []];
  let from = cellStart(0, 0);
  for (let other = 0; other < input.decadeCodes; other++) {
    const same = other === decade && decade !== 0 ? 1 : 0;
    const to = cellStart(other + 1, 0);
    const cellFrom = department === 0 ? to : cellStart(other, department);
    const cellTo = department === 0 ? to : cellStart(other, department + 1);
    ranges[same]?.push(from, cellFrom, cellTo, to);
    ranges[same + 1]?.push(cellFrom, cellTo);
    from = to;
  }
  for (const ofHalves of ranges) {
    const first = lists.count;
    for (let i = 0; i < ofHalves.length; i += 2)
      addRange(lists, first, ofHalves[i] as number, ofHalves[i + 1] as number);
    lists.start.push(lists.count);
  }
}

// Adds the positions [from, to) to the last list; two ranges that meet in a word share its pair.
function addRange(lists: Pairs, first: number, from: number, to: number): void {
  if (from >= to) return;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  const needed = lists.count + 2 * (lastWord - firstWord + 1);
  if (needed > lists.pairs.length) {
    const grown = new Int32Array(needed * 2);
    grown.set(lists.pairs);
    lists.pairs = grown;
  }
  for (let word = firstWord; word <= lastWord; word++) {
    let mask = -1;
    if (word === firstWord) mask &= -1 << (from & 31);
    if (word === lastWord) mask &= -1 >>> (31 - ((to - 1) & 31));
    if (lists.count > first && lists.pairs[lists.count - 2] === word) {
      lists.pairs[lists.count - 1] = (lists.pairs[lists.count - 1] as number) | mask;
    } else {
      lists.pairs[lists.count] = word;
      lists.pairs[lists.count + 1] = mask;
      lists.count += 2;
    }
  }
}

function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
