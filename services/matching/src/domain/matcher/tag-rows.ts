import type { CompiledInput } from "./compile.ts";

/** A tag that no mentee of the layout has. */
export const NO_ROW = -1;

/**
 * One row of bits per tag over the positions of a layout, in one array. Tags beyond the memory bound, the rarest, are
 * kept as lists of positions and written into spare rows while a mentor who has them is read.
 */
export interface TagRows {
  readonly words: number;
  readonly bits: Int32Array;
  /** By tag: first word of its row, NO_ROW, or for a listed tag -2 minus its list. */
  readonly rowOf: Int32Array;
  /** First word of a row without a bit. */
  readonly emptyRow: number;
  readonly firstSpare: number;
  readonly listStart: Int32Array;
  readonly listPositions: Int32Array;
}

/** Builds the rows of the tags that both a mentor and one of these mentees have. */
export function layTagRows(input: CompiledInput, rankAt: Int32Array, words: number, rowWords: number): TagRows {
  const holders = countHolders(input, rankAt);
  const wanted = Array.from(holders.keys()).filter((tag) => (holders[tag] ?? 0) > 0);
  const rowCount = Math.min(wanted.length, words === 0 ? 0 : Math.floor(rowWords / words));
  if (rowCount < wanted.length) wanted.sort((a, b) => (holders[b] ?? 0) - (holders[a] ?? 0) || a - b);
  const rowOf = new Int32Array(input.tagNames.length).fill(NO_ROW);
  const listStart = new Int32Array(wanted.length - rowCount + 1);
  wanted.forEach((tag, index) => {
    const list = index - rowCount;
    rowOf[tag] = list < 0 ? index * words : -2 - list;
    if (list >= 0) listStart[list + 1] = (listStart[list] ?? 0) + (holders[tag] ?? 0);
  });
  const emptyRow = rowCount * words;
  const firstSpare = emptyRow + words;
  const bits = new Int32Array(firstSpare + mostListed(input, rowOf) * words);
  const listPositions = new Int32Array(listStart.at(-1) ?? 0);
  const next = listStart.slice();
  const { start, ids } = input.menteeTags;
  for (let position = 0; position < rankAt.length; position++) {
    const rank = rankAt[position] ?? 0;
    for (let i = start[rank] ?? 0; i < (start[rank + 1] ?? 0); i++) {
      const row = rowOf[ids[i] ?? 0] ?? NO_ROW;
      if (row >= 0) bits[row + (position >>> 5)] = (bits[row + (position >>> 5)] ?? 0) | (1 << (position & 31));
      else if (row < NO_ROW) {
        const at = next[-2 - row] ?? 0;
        listPositions[at] = position;
        next[-2 - row] = at + 1;
      }
    }
  }
  return { words, bits, rowOf, emptyRow, firstSpare, listStart, listPositions };
}

/** Writes the first words of the rows of a mentor's tags into `bases`, filling spare rows, and the empty row behind. Answers how many. */
export function openRows(rows: TagRows, input: CompiledInput, mentor: number, bases: Int32Array): number {
  const { start, ids } = input.mentorTags;
  let count = 0;
  let spare = rows.firstSpare;
  for (let i = start[mentor] ?? 0; i < (start[mentor + 1] ?? 0); i++) {
    const row = rows.rowOf[ids[i] ?? 0] ?? NO_ROW;
    if (row === NO_ROW) continue;
    if (row < NO_ROW) {
      writeList(rows, -2 - row, spare, true);
      bases[count++] = spare;
      spare += rows.words;
    } else {
      bases[count++] = row;
    }
  }
  for (let i = count; i < 8; i++) bases[i] = rows.emptyRow;
  return count;
}

/** Empties the spare rows that `openRows` filled for the mentor. */
export function closeRows(rows: TagRows, input: CompiledInput, mentor: number): void {
  if (rows.firstSpare === rows.bits.length) return;
  const { start, ids } = input.mentorTags;
  let spare = rows.firstSpare;
  for (let i = start[mentor] ?? 0; i < (start[mentor + 1] ?? 0); i++) {
    const row = rows.rowOf[ids[i] ?? 0] ?? NO_ROW;
    if (row >= NO_ROW) continue;
    writeList(rows, -2 - row, spare, false);
    spare += rows.words;
  }
}

function writeList(rows: TagRows, list: number, base: number, set: boolean): void {
  for (let i = rows.listStart[list] ?? 0; i < (rows.listStart[list + 1] ?? 0); i++) {
    const position = rows.listPositions[i] ?? 0;
    const word = base + (position >>> 5);
    rows.bits[word] = set ? (rows.bits[word] ?? 0) | (1 << (position & 31)) : 0;
  }
}

function countHolders(input: CompiledInput, rankAt: Int32Array): Int32Array {
  const byMentor = new Uint8Array(input.tagNames.length);
  for (const tag of input.mentorTags.ids) byMentor[tag] = 1;
  const holders = new Int32Array(input.tagNames.length);
  const { start, ids } = input.menteeTags;
  for (const rank of rankAt) {
    for (let i = start[rank] ?? 0; i < (start[rank + 1] ?? 0); i++) {
      const tag = ids[i] ?? 0;
      if (byMentor[tag] === 1) holders[tag] = (holders[tag] ?? 0) + 1;
    }
  }
  return holders;
}

function mostListed(input: CompiledInput, rowOf: Int32Array): number {
  const { start, ids } = input.mentorTags;
  let most = 0;
  for (let mentor = 0; mentor < input.mentors.length; mentor++) {
    let listed = 0;
    for (let i = start[mentor] ?? 0; i < (start[mentor + 1] ?? 0); i++) {
      if ((rowOf[ids[i] ?? 0] ?? NO_ROW) < NO_ROW) listed++;
    }
    if (listed > most) most = listed;
  }
  return most;
}
