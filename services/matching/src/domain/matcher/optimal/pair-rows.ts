import { type CompiledInput, type Lists, listHas } from "../compile.ts";
import { AXIS_HALF, capacityAxis, capacityScore, fitScore, skillsAxis } from "../score.ts";

/**
 * Reads one mentee's pairs with all mentors at once. A pair's code is three times the tags shared plus the audience
 * fit in halves; the table of the mentee's focus tag count says what fit a code means.
 */
export interface PairRows {
  readonly input: CompiledInput;
  /** The seat term of each mentor at the start, in 1e-9; below every number for one without a free seat. */
  readonly seatScore: Float64Array;
  /** Codes of the mentee read last, by mentor. */
  readonly codes: Int32Array;
  readonly mentorsOfTag: Lists;
  /** By department and decade of a mentee: codes without a shared tag. */
  readonly audienceOfKind: Map<number, Int32Array>;
  /** By focus tag count: fit in 1e-9 by code; below every number for code 0, which is no pair. */
  readonly fitsOfFocus: Map<number, Float64Array>;
}

/** Bound on what is kept for all kinds of mentees together, in 32-bit words: 64 MiB. */
const MOST_KEPT = 1 << 24;

export function openPairRows(input: CompiledInput): PairRows {
  const count = input.mentors.length;
  const seatScore = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  input.mentors.forEach(({ maxMentees }, mentor) => {
    const seats = input.seatsFree[mentor] as number;
    if (seats > 0) seatScore[mentor] = capacityScore(input.weights, capacityAxis(seats, maxMentees));
  });
  return {
    input,
    seatScore,
    codes: new Int32Array(count),
    mentorsOfTag: invertTags(input),
    audienceOfKind: new Map(),
    fitsOfFocus: new Map(),
  };
}

/** Fills `codes` for the mentee, and answers what fit they mean. */
export function readRow(rows: PairRows, mentee: number): Float64Array {
  const { codes, mentorsOfTag } = rows;
  const { start, ids } = rows.input.menteeTags;
  codes.set(audienceCodes(rows, mentee));
  const from = start[mentee] as number;
  const to = start[mentee + 1] as number;
  for (let i = from; i < to; i++) {
    const tag = ids[i] as number;
    const end = mentorsOfTag.start[tag + 1] as number;
    for (let at = mentorsOfTag.start[tag] as number; at < end; at++) {
      const mentor = mentorsOfTag.ids[at] as number;
      codes[mentor] = (codes[mentor] as number) + 3;
    }
  }
  return fitsFor(rows, to - from);
}

/** Whether a pair of this score, which shares something and whose mentor had a seat, may be proposed. */
export function mayPair(input: CompiledInput, mentor: number, mentee: number, score: number): boolean {
  return score >= input.leastScore && !listHas(input.barred, mentor, mentee);
}

function audienceCodes(rows: PairRows, mentee: number): Int32Array {
  const { audienceOfKind, input } = rows;
  const department = input.menteeDepartment[mentee] as number;
  const decade = input.menteeDecade[mentee] as number;
  const kind = decade * input.departmentCodes + department;
  const known = audienceOfKind.get(kind);
  if (known) return known;
  const made = new Int32Array(input.mentors.length);
  for (let mentor = 0; mentor < made.length; mentor++) {
    const sameDepartment = department !== 0 && input.mentorDepartment[mentor] === department;
    const sameDecade = decade !== 0 && input.mentorDecade[mentor] === decade;
    made[mentor] = (sameDepartment ? 1 : 0) + (sameDecade ? 1 : 0);
  }
  if ((audienceOfKind.size + 1) * made.length > MOST_KEPT) audienceOfKind.clear();
  audienceOfKind.set(kind, made);
  return made;
}

function fitsFor(rows: PairRows, focusTags: number): Float64Array {
  const known = rows.fitsOfFocus.get(focusTags);
  if (known) return known;
  const made = new Float64Array(3 * (focusTags + 1)).fill(Number.NEGATIVE_INFINITY);
  for (let code = 1; code < made.length; code++) {
    made[code] = fitScore(rows.input.weights, skillsAxis(Math.floor(code / 3), focusTags), (code % 3) * AXIS_HALF);
  }
  rows.fitsOfFocus.set(focusTags, made);
  return made;
}

// Mentors without a free seat are left out: no pair of theirs counts.
function invertTags(input: CompiledInput): Lists {
  const { mentorTags, seatsFree } = input;
  const start = new Int32Array(input.tagNames.length + 1);
  const eachTag = (see: (tag: number, mentor: number) => void) => {
    for (let mentor = 0; mentor < seatsFree.length; mentor++) {
      if (seatsFree[mentor] === 0) continue;
      const end = mentorTags.start[mentor + 1] as number;
      for (let i = mentorTags.start[mentor] as number; i < end; i++) see(mentorTags.ids[i] as number, mentor);
    }
  };
  eachTag((tag) => {
    start[tag + 1] = (start[tag + 1] as number) + 1;
  });
  for (let tag = 1; tag < start.length; tag++) start[tag] = (start[tag] as number) + (start[tag - 1] as number);
  const ids = new Int32Array(start[start.length - 1] as number);
  const next = start.slice();
  eachTag((tag, mentor) => {
    const at = next[tag] as number;
    ids[at] = mentor;
    next[tag] = at + 1;
  });
  return { start, ids };
}
