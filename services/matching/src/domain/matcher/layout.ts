import type { CompiledInput } from "./compile.ts";
import { layTagRows, type TagRows } from "./tag-rows.ts";
import type { WordLists } from "./word-lists.ts";

/**
 * Mentees without a mentor yet, in an order in which everybody of one focus tag count, decade and department stands
 * together, by id. A position is a bit; `free` holds the bits of those still without a mentor.
 */
export interface Layout {
  readonly size: number;
  readonly words: number;
  readonly rankAt: Int32Array;
  /** By mentee rank; -1 for one who is not in this layout. */
  readonly positionOf: Int32Array;
  readonly free: Int32Array;
  /** Smallest mentee rank of each word: lets a reader skip words that cannot hold a smaller one. */
  readonly leastRank: Int32Array;
  readonly rows: TagRows;
  /** Focus, decade and department of each position in one ascending number, see `cellKey`. */
  readonly cells: Float64Array;
  readonly listsOfKind: Map<number, WordLists>;
}

/** Lays out the mentees of the given ranks. `rowWords` bounds the memory of the bit rows, in 32-bit words. */
export function layOutMentees(input: CompiledInput, focus: FocusCounts, ranks: Int32Array, rowWords: number): Layout {
  const size = ranks.length;
  const words = (size + 31) >>> 5;
  const menteeCount = input.mentees.length;
  const sorted = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const rank = ranks[i] ?? 0;
    const cell = cellKey(
      input,
      focus.indexOf[rank] ?? 0,
      input.menteeDecade[rank] ?? 0,
      input.menteeDepartment[rank] ?? 0,
    );
    sorted[i] = cell * menteeCount + rank;
  }
  sorted.sort();
  const rankAt = new Int32Array(size);
  const positionOf = new Int32Array(menteeCount).fill(-1);
  const cells = new Float64Array(size);
  const free = new Int32Array(words);
  const leastRank = new Int32Array(words).fill(menteeCount);
  for (let position = 0; position < size; position++) {
    const both = sorted[position] ?? 0;
    const rank = both % menteeCount;
    const word = position >>> 5;
    rankAt[position] = rank;
    positionOf[rank] = position;
    cells[position] = (both - rank) / menteeCount;
    free[word] = (free[word] ?? 0) | (1 << (position & 31));
    if (rank < (leastRank[word] ?? 0)) leastRank[word] = rank;
  }
  const rows = layTagRows(input, rankAt, words, rowWords);
  return { size, words, rankAt, positionOf, free, leastRank, rows, cells, listsOfKind: new Map() };
}

/** The distinct focus tag counts, ascending, and for each mentee rank the index of its own. */
export interface FocusCounts {
  readonly counts: Int32Array;
  readonly indexOf: Int32Array;
}

export function focusCountsOf(input: CompiledInput): FocusCounts {
  const { start } = input.menteeTags;
  const indexOf = new Int32Array(input.mentees.length);
  for (let rank = 0; rank < indexOf.length; rank++)
    indexOf[rank] = (start[rank + 1] as number) - (start[rank] as number);
  const counts = Int32Array.from(new Set(indexOf)).toSorted();
  const indexOfCount = new Map(Array.from(counts, (count, index) => [count, index]));
  for (let rank = 0; rank < indexOf.length; rank++) indexOf[rank] = indexOfCount.get(indexOf[rank] as number) as number;
  return { counts, indexOf };
}

/** One number for focus tag count, decade and department, in the order of the layout. */
export function cellKey(input: CompiledInput, focusIndex: number, decade: number, department: number): number {
  return (focusIndex * input.decadeCodes + decade) * input.departmentCodes + department;
}
