import type { CompiledInput } from "./compile.ts";
import { type FocusCounts, focusCountsOf, type Layout, layOutMentees } from "./layout.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { liftLevel, nextReadable, type View } from "./lift-level.ts";
import { buildMentorHeap, dropTop, lowerTop, type MentorHeap, secondKey } from "./mentor-heap.ts";
import type { Picks } from "./picks.ts";
import { capacityAxis, capacityScore } from "./score.ts";
import { closeRows, openRows } from "./tag-rows.ts";
import { wordListsFor } from "./word-lists.ts";

/** How many mentees of a level are lifted out at once; more are read when these are gone. */
const CHUNK = 64;
/** Words that are read on in one go although another mentor's bound is higher: cheaper than to come back. */
const SHORT_READ = 128;
/** 64 MiB of bit rows: all tags of 100,000 mentees up to a catalogue of 5,000. */
const DEFAULT_ROW_WORDS = 1 << 24;

/** Where a mentor's reading of the mentees stands: the chunk lifted last, and the level it came from. */
interface Reading {
  readonly level: Int32Array;
  readonly chunkSize: Int32Array;
  readonly chunkAt: Int32Array;
  readonly chunks: Int32Array;
}

interface Run {
  readonly input: CompiledInput;
  readonly focus: FocusCounts;
  readonly levels: Levels;
  readonly rowWords: number;
  readonly heap: MentorHeap;
  readonly reading: Reading;
  readonly view: View;
  readonly lifted: Int32Array;
  readonly taken: Uint8Array;
  readonly seatsFree: Int32Array;
  /** The seat term of each mentor as it counts now, in 1e-9. */
  readonly seatScore: Float64Array;
  layout: Layout;
  unmatched: number;
}

/**
 * Best pair first. The heap holds for each mentor a bound that is never below its best pair's score; a mentor on top
 * whose bound is exact has the best pair of all, and the smallest ids among equals.
 */
export function pickGreedy(input: CompiledInput, rowWords: number = DEFAULT_ROW_WORDS): Picks {
  const run = startRun(input, rowWords);
  const { heap, levels, reading, seatScore } = run;
  const most = Math.min(
    input.mentees.length,
    run.seatsFree.reduce((sum, seats) => sum + seats, 0),
  );
  const mentor = new Int32Array(most);
  const mentee = new Int32Array(most);
  const seatsFree = new Int32Array(most);
  let count = 0;
  while (heap.size > 0 && run.unmatched > 0) {
    const top = heap.order[0] as number;
    const bound = heap.keys[top] as number;
    if (bound < input.leastScore) break;
    const next = nextOfChunk(run, top);
    if (next < 0) {
      readOn(run, top);
      continue;
    }
    const score = (levels.fit[reading.level[top] as number] as number) + (seatScore[top] as number);
    if (score < bound) {
      lowerTop(heap, score);
      continue;
    }
    mentor[count] = top;
    mentee[count] = next;
    seatsFree[count] = (input.capacityBasis === "LIVE" ? run.seatsFree[top] : input.seatsFree[top]) as number;
    count++;
    takeSeat(run, top, next);
  }
  return {
    count,
    mentor: mentor.subarray(0, count),
    mentee: mentee.subarray(0, count),
    seatsFree: seatsFree.subarray(0, count),
    bound: null,
    outbid: null,
  };
}

function startRun(input: CompiledInput, rowWords: number): Run {
  const mentors = input.mentors.length;
  const focus = focusCountsOf(input);
  const mostTags = mostOf(input.mentorTags.start);
  const levels = levelsOf(input, focus.counts, mostTags);
  const seatsFree = input.seatsFree.slice();
  const seatScore = Float64Array.from(seatsFree, (_, mentor) => seatScoreOf(input, mentor, seatsFree));
  const withSeat = Int32Array.from(seatsFree.keys()).filter((mentor) => (seatsFree[mentor] ?? 0) > 0);
  const everyone = new Int32Array(input.mentees.length);
  for (let mentee = 0; mentee < everyone.length; mentee++) everyone[mentee] = mentee;
  const layout = layOutMentees(input, focus, everyone, rowWords);
  return {
    input,
    focus,
    levels,
    rowWords,
    heap: buildMentorHeap(
      seatScore.map((seats) => (levels.fit[0] ?? 0) + seats),
      levels.count > 0 ? withSeat : new Int32Array(),
    ),
    reading: {
      level: new Int32Array(mentors).fill(-1),
      chunkSize: new Int32Array(mentors),
      chunkAt: new Int32Array(mentors),
      chunks: new Int32Array(mentors * CHUNK),
    },
    view: {
      mentor: -1,
      tags: 0,
      lists: { start: new Int32Array(), pairs: new Int32Array() },
      bases: new Int32Array(Math.max(8, mostTags)),
      barred: input.barred,
      hits: new Int32Array(layout.words + 2),
      wordsRead: 0,
    },
    lifted: new Int32Array(CHUNK),
    taken: new Uint8Array(input.mentees.length),
    seatsFree,
    seatScore,
    layout,
    unmatched: input.mentees.length,
  };
}

// The mentor's best mentee still free in the chunk, or -1 when the chunk is used up.
function nextOfChunk(run: Run, mentor: number): number {
  const { chunkAt, chunkSize, chunks } = run.reading;
  const size = chunkSize[mentor] as number;
  let at = chunkAt[mentor] as number;
  while (at < size && run.taken[chunks[mentor * CHUNK + at] as number] === 1) at++;
  chunkAt[mentor] = at;
  return at < size ? (chunks[mentor * CHUNK + at] as number) : -1;
}

// Reads one more chunk: again from the same level when the last one was full, else from the next level that has
// somebody, or until another mentor's bound is higher than what is left to find here.
function readOn(run: Run, mentor: number): void {
  const { heap, input, levels, reading, view } = run;
  const seats = run.seatScore[mentor] as number;
  const rival = secondKey(heap);
  let level = (reading.level[mentor] as number) + (reading.chunkSize[mentor] === CHUNK ? 0 : 1);
  let found = 0;
  shrinkLayout(run);
  openView(run, mentor);
  for (level = nextReadable(levels, level, view); level < levels.count; level = nextReadable(levels, level + 1, view)) {
    if (view.wordsRead >= SHORT_READ && (levels.fit[level] as number) + seats < rival) break;
    found = liftLevel(run.layout, levels, level, view, run.lifted);
    if (found > 0) break;
  }
  closeRows(run.layout.rows, input, mentor);
  for (let i = 0; i < found; i++) reading.chunks[mentor * CHUNK + i] = run.lifted[i] as number;
  reading.level[mentor] = found > 0 ? level : level - 1;
  reading.chunkSize[mentor] = found;
  reading.chunkAt[mentor] = 0;
  if (level >= levels.count) dropTop(heap);
  else lowerTop(heap, (levels.fit[level] as number) + seats);
}

function openView(run: Run, mentor: number): void {
  const { input, view } = run;
  const department = input.mentorDepartment[mentor] ?? 0;
  const decade = input.mentorDecade[mentor] ?? 0;
  view.mentor = mentor;
  view.wordsRead = 0;
  view.tags = openRows(run.layout.rows, input, mentor, view.bases);
  view.lists = wordListsFor(input, run.focus, run.layout, department, decade);
}

function takeSeat(run: Run, mentor: number, mentee: number): void {
  const { heap, input, layout, seatsFree } = run;
  run.taken[mentee] = 1;
  run.unmatched--;
  const position = layout.positionOf[mentee] as number;
  layout.free[position >>> 5] = (layout.free[position >>> 5] as number) & ~(1 << (position & 31));
  seatsFree[mentor] = (seatsFree[mentor] as number) - 1;
  if (seatsFree[mentor] === 0) {
    dropTop(heap);
  } else if (input.capacityBasis === "LIVE") {
    run.seatScore[mentor] = seatScoreOf(input, mentor, seatsFree);
    lowerTop(heap, (run.levels.fit[run.reading.level[mentor] as number] as number) + (run.seatScore[mentor] as number));
  }
}

// Two thirds of the mentees gone: a layout of the rest cuts the cost of every later reading.
function shrinkLayout(run: Run): void {
  if (run.unmatched * 3 > run.layout.size || run.layout.size <= 1024) return;
  const left = new Int32Array(run.unmatched);
  let count = 0;
  for (let mentee = 0; mentee < run.taken.length; mentee++) if (run.taken[mentee] === 0) left[count++] = mentee;
  run.layout = layOutMentees(run.input, run.focus, left, run.rowWords);
}

function seatScoreOf(input: CompiledInput, mentor: number, seatsFree: Int32Array): number {
  return capacityScore(input.weights, capacityAxis(seatsFree[mentor] ?? 0, input.mentors[mentor]?.maxMentees ?? 0));
}

function mostOf(start: Int32Array): number {
  let most = 0;
  for (let row = 1; row < start.length; row++) most = Math.max(most, (start[row] ?? 0) - (start[row - 1] ?? 0));
  return most;
}
