import { type Lists, listHas } from "./compile.ts";
import type { Layout } from "./layout.ts";
import { ANY_SHARED, EVERYONE, type Levels } from "./levels.ts";
import { sharing } from "./sharing.ts";
import type { WordLists } from "./word-lists.ts";

/** One mentor as a reader of the layout sees it: rows of the tags, places by audience fit, mentees not allowed. */
export interface View {
  mentor: number;
  tags: number;
  lists: WordLists;
  /** First words of the rows of the mentor's tags; behind them, up to eight, the empty row. */
  readonly bases: Int32Array;
  readonly barred: Lists;
  readonly hits: Int32Array;
  /** Words looked at since the view was opened. */
  wordsRead: number;
}

/** The first level from `level` on that the mentor in view could have anybody in; `levels.count` when there is none. */
export function nextReadable(levels: Levels, level: number, view: View): number {
  if (level >= levels.count) return levels.count;
  const parts = levels.partStart[levels.count] as number;
  for (let part = levels.partStart[level] as number; part < parts; part++) {
    if (isReadable(levels, part, view)) return levels.partLevel[part] as number;
  }
  return levels.count;
}

/**
 * Lifts out the free mentees of one level for the mentor in view: the `best.length` smallest ranks, ascending.
 * Answers how many it wrote; fewer than would go in means that the level holds no more.
 */
export function liftLevel(layout: Layout, levels: Levels, level: number, view: View, best: Int32Array): number {
  let count = 0;
  const partEnd = levels.partStart[level + 1] as number;
  for (let part = levels.partStart[level] as number; part < partEnd; part++) {
    if (!isReadable(levels, part, view)) continue;
    const shared = levels.partShared[part] as number;
    const list = levels.partList[part] as number;
    count = liftList(layout, list, shared, view, best, count);
  }
  return count;
}

function isReadable(levels: Levels, part: number, view: View): boolean {
  const shared = levels.partShared[part] as number;
  if (shared > view.tags || (view.tags === 0 && shared === ANY_SHARED)) return false;
  const list = levels.partList[part] as number;
  return (view.lists.start[list] as number) < (view.lists.start[list + 1] as number);
}

function liftList(layout: Layout, list: number, shared: number, view: View, best: Int32Array, found: number): number {
  const { free, leastRank, rankAt } = layout;
  const { start, pairs } = view.lists;
  const from = start[list] as number;
  const words = ((start[list + 1] as number) - from) >>> 1;
  view.wordsRead += words;
  const { hits } = view;
  sharers(layout.rows.bits, view.bases, view.tags, free, pairs, from, words, shared, hits);
  let count = found;
  for (let i = 0; i < words; i++) {
    let left = hits[i] as number;
    if (left === 0) continue;
    const word = pairs[from + 2 * i] as number;
    // Nobody in this word can be among the smallest ranks any more.
    if (count === best.length && (leastRank[word] as number) > (best[count - 1] as number)) continue;
    while (left !== 0) {
      const bit = 31 - Math.clz32(left & -left);
      left &= left - 1;
      count = keepBest(best, count, rankAt[(word << 5) | bit] as number, view);
    }
  }
  return count;
}

function sharers(
  bits: Int32Array,
  bases: Int32Array,
  tags: number,
  free: Int32Array,
  pairs: Int32Array,
  from: number,
  words: number,
  shared: number,
  hits: Int32Array,
): void {
  if (shared > 0 && tags <= 4) return sharersOfFour(bits, bases, free, pairs, from, words, shared, hits);
  if (shared > 0 && tags <= 8) return sharersOfEight(bits, bases, free, pairs, from, words, shared, hits);
  for (let i = 0; i < words; i++) {
    const word = pairs[from + 2 * i] as number;
    const candidates = (free[word] as number) & (pairs[from + 2 * i + 1] as number);
    hits[i] =
      candidates === 0 || shared === EVERYONE ? candidates : candidates & sharing(bits, bases, tags, word, shared);
  }
}

function sharersOfFour(
  bits: Int32Array,
  bases: Int32Array,
  free: Int32Array,
  pairs: Int32Array,
  from: number,
  words: number,
  shared: number,
  hits: Int32Array,
): void {
  const baseA = bases[0] as number;
  const baseB = bases[1] as number;
  const baseC = bases[2] as number;
  const baseD = bases[3] as number;
  const noOnes = -(shared & 1);
  const noTwos = -((shared >>> 1) & 1);
  const noFours = -((shared >>> 2) & 1);
  for (let i = 0; i < words; i++) {
    const word = pairs[from + 2 * i] as number;
    const candidates = (free[word] as number) & (pairs[from + 2 * i + 1] as number);
    const a = bits[baseA + word] as number;
    const b = bits[baseB + word] as number;
    const c = bits[baseC + word] as number;
    const d = bits[baseD + word] as number;
    const ab = a ^ b;
    const cd = c ^ d;
    const twoA = a & b;
    const twoB = c & d;
    const twoC = ab & cd;
    const ones = ab ^ cd;
    const twos = twoA ^ twoB ^ twoC;
    const fours = twoA & twoB;
    hits[i] = candidates & ~((ones ^ noOnes) | (twos ^ noTwos) | (fours ^ noFours));
  }
}

function sharersOfEight(
  bits: Int32Array,
  bases: Int32Array,
  free: Int32Array,
  pairs: Int32Array,
  from: number,
  words: number,
  shared: number,
  hits: Int32Array,
): void {
  const baseA = bases[0] as number;
  const baseB = bases[1] as number;
  const baseC = bases[2] as number;
  const baseD = bases[3] as number;
  const baseE = bases[4] as number;
  const baseF = bases[5] as number;
  const baseG = bases[6] as number;
  const baseH = bases[7] as number;
  const noOnes = -(shared & 1);
  const noTwos = -((shared >>> 1) & 1);
  const noFours = -((shared >>> 2) & 1);
  const noEights = -((shared >>> 3) & 1);
  for (let i = 0; i < words; i++) {
    const word = pairs[from + 2 * i] as number;
    const candidates = (free[word] as number) & (pairs[from + 2 * i + 1] as number);
    if (candidates === 0) {
      hits[i] = 0;
      continue;
    }
    const a = bits[baseA + word] as number;
    const b = bits[baseB + word] as number;
    const c = bits[baseC + word] as number;
    const d = bits[baseD + word] as number;
    const e = bits[baseE + word] as number;
    const f = bits[baseF + word] as number;
    const g = bits[baseG + word] as number;
    const h = bits[baseH + word] as number;
    const ab = a ^ b;
    const de = d ^ e;
    const abc = ab ^ c;
    const def = de ^ f;
    const twoA = (a & b) | (ab & c);
    const twoB = (d & e) | (de & f);
    const six = abc ^ def;
    const seven = six ^ g;
    const twoC = (abc & def) | (six & g);
    const twoD = seven & h;
    const twoAB = twoA ^ twoB;
    const twoABC = twoAB ^ twoC;
    const fourA = (twoA & twoB) | (twoAB & twoC);
    const fourB = twoABC & twoD;
    const ones = seven ^ h;
    const twos = twoABC ^ twoD;
    const fours = fourA ^ fourB;
    const eights = fourA & fourB;
    hits[i] = candidates & ~((ones ^ noOnes) | (twos ^ noTwos) | (fours ^ noFours) | (eights ^ noEights));
  }
}

// Keeps `best` ascending and bounded: a rank beyond the last of a full list is dropped.
function keepBest(best: Int32Array, count: number, rank: number, view: View): number {
  if (count === best.length && rank > (best[count - 1] as number)) return count;
  if (listHas(view.barred, view.mentor, rank)) return count;
  let at = count < best.length ? count : count - 1;
  while (at > 0 && (best[at - 1] as number) > rank) {
    best[at] = best[at - 1] as number;
    at--;
  }
  best[at] = rank;
  return count < best.length ? count + 1 : count;
}
