import { type Lists, listHas } from "./compile.ts";
import type { Layout } from "./layout.ts";
import { ANY_SHARED, EVERYONE, type Levels } from "./levels.ts";
import { sharing, sharingExactly } from "./sharing.ts";
import type { WordLists } from "./word-lists.ts";

/** One mentor as a reader of the layout sees it: rows of the tags, places by audience fit, mentees not allowed. */
export interface View {
  mentor: number;
  tags: number;
  lists: WordLists;
  /** First words of the rows of the mentor's tags; behind them, up to eight, the empty row. */
  readonly bases: Int32Array;
  readonly barred: Lists;
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
  const { free, leastRank } = layout;
  const { bits } = layout.rows;
  const { start, pairs } = view.lists;
  const end = start[list + 1] as number;
  let count = found;
  view.wordsRead += (end - (start[list] as number)) >>> 1;
  for (let pair = start[list] as number; pair < end; pair += 2) {
    const word = pairs[pair] as number;
    let hits = (free[word] as number) & (pairs[pair + 1] as number);
    if (hits === 0) continue;
    // Nobody in this word can be among the smallest ranks any more.
    if (count === best.length && (leastRank[word] as number) > (best[count - 1] as number)) continue;
    if (shared > 0 && view.tags <= 8) hits &= sharingExactly(bits, view.bases, word, shared);
    else if (shared !== EVERYONE) hits &= sharing(bits, view.bases, view.tags, word, shared);
    while (hits !== 0) {
      const bit = 31 - Math.clz32(hits & -hits);
      hits &= hits - 1;
      count = keepBest(best, count, layout.rankAt[(word << 5) | bit] as number, view);
    }
  }
  return count;
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
