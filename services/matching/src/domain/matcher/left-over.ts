import { type CompiledInput, type Lists, listHas } from "./compile.ts";
import type { Picks } from "./picks.ts";
import type { LeftOver, LeftOverReason } from "./types.ts";

/** Mentors by what a mentee can share with them. */
interface MentorIndex {
  readonly byTag: Lists;
  readonly byDepartment: Lists;
  readonly byDecade: Lists;
}

/**
 * Why each mentee without a proposal has none, ids ascending. Read at the end of the run: the first that holds of
 * no other mentor at all, nobody who fits, all who fit barred, the rest of them full, the rest below the least score.
 */
export function explainLeftOver(input: CompiledInput, picks: Picks): LeftOver[] {
  const matched = new Uint8Array(input.mentees.length);
  const seatsLeft = input.seatsFree.slice();
  for (let i = 0; i < picks.count; i++) {
    matched[picks.mentee[i] ?? 0] = 1;
    const mentor = picks.mentor[i] ?? 0;
    seatsLeft[mentor] = (seatsLeft[mentor] ?? 0) - 1;
  }
  const leftOver: LeftOver[] = [];
  if (picks.count === input.mentees.length) return leftOver;
  const all = indexMentors(input, () => true);
  const withSeat = indexMentors(input, (mentor) => (seatsLeft[mentor] ?? 0) > 0);
  const isMentor = new Set(input.self);
  for (let mentee = 0; mentee < input.mentees.length; mentee++) {
    if (matched[mentee] === 1) continue;
    const others = input.mentors.length - (isMentor.has(mentee) ? 1 : 0);
    const menteeId = input.mentees[mentee]?.personId ?? "";
    leftOver.push({ menteeId, reason: reasonFor(input, all, withSeat, mentee, others, picks.outbid?.[mentee] === 1) });
  }
  return leftOver;
}

function reasonFor(
  input: CompiledInput,
  all: MentorIndex,
  withSeat: MentorIndex,
  mentee: number,
  others: number,
  isOutbid: boolean,
): LeftOverReason {
  if (others === 0) return "NO_APPROVED_MENTOR";
  const isOther = (mentor: number) => input.self[mentor] !== mentee;
  if (!someFitting(input, all, mentee, isOther)) return "NO_SHARED_TAG_OR_AXIS";
  const isAllowed = (mentor: number) => !listHas(input.barred, mentor, mentee);
  if (!someFitting(input, all, mentee, isAllowed)) return "ONLY_BARRED_PAIRS_FIT";
  if (isOutbid) return "FITTING_MENTORS_FULL";
  return someFitting(input, withSeat, mentee, isAllowed) ? "ONLY_BELOW_LEAST_SCORE" : "FITTING_MENTORS_FULL";
}

// Stops at the first that passes; at most the mentee's own barred mentors are passed over in each list.
function someFitting(
  input: CompiledInput,
  index: MentorIndex,
  mentee: number,
  passes: (mentor: number) => boolean,
): boolean {
  const { start, ids } = input.menteeTags;
  for (let i = start[mentee] ?? 0; i < (start[mentee + 1] ?? 0); i++) {
    if (someInRow(index.byTag, ids[i] ?? 0, passes)) return true;
  }
  const department = input.menteeDepartment[mentee] ?? 0;
  if (department !== 0 && someInRow(index.byDepartment, department, passes)) return true;
  const decade = input.menteeDecade[mentee] ?? 0;
  return decade !== 0 && someInRow(index.byDecade, decade, passes);
}

function someInRow(lists: Lists, row: number, passes: (mentor: number) => boolean): boolean {
  const end = lists.start[row + 1] ?? 0;
  for (let i = lists.start[row] ?? 0; i < end; i++) if (passes(lists.ids[i] ?? 0)) return true;
  return false;
}

function indexMentors(input: CompiledInput, includes: (mentor: number) => boolean): MentorIndex {
  const { start, ids } = input.mentorTags;
  const tagsOf = (mentor: number) => ids.subarray(start[mentor] ?? 0, start[mentor + 1] ?? 0);
  const mentors = Int32Array.from(input.mentors.keys()).filter(includes);
  return {
    byTag: invert(mentors, tagsOf, input.tagNames.length),
    byDepartment: invert(mentors, (mentor) => [input.mentorDepartment[mentor] ?? 0], input.departmentCodes),
    byDecade: invert(mentors, (mentor) => [input.mentorDecade[mentor] ?? 0], input.decadeCodes),
  };
}

function invert(
  mentors: Int32Array,
  valuesOf: (mentor: number) => ArrayLike<number> & Iterable<number>,
  rows: number,
): Lists {
  const start = new Int32Array(rows + 1);
  for (const mentor of mentors) for (const row of valuesOf(mentor)) start[row + 1] = (start[row + 1] ?? 0) + 1;
  for (let row = 0; row < rows; row++) start[row + 1] = (start[row + 1] ?? 0) + (start[row] ?? 0);
  const next = start.slice();
  const ids = new Int32Array(start[rows] ?? 0);
  for (const mentor of mentors) {
    for (const row of valuesOf(mentor)) {
      ids[next[row] ?? 0] = mentor;
      next[row] = (next[row] ?? 0) + 1;
    }
  }
  return { start, ids };
}
