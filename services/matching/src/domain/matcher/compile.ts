import { sortedByUtf8 } from "./byte-order.ts";
import { checkInput, refuseDuplicates } from "./check-input.ts";
import { batchDecade, freeSeats } from "./score.ts";
import type { CapacityBasis, MatcherInput, MatcherMentee, MatcherMentor, Weights } from "./types.ts";

/** Lists of whole numbers of all rows in one array: row `i` is `ids[start[i]] … ids[start[i + 1] - 1]`, ascending. */
export interface Lists {
  readonly start: Int32Array;
  readonly ids: Int32Array;
}

/**
 * The input as numbers. People are known by their rank in byte order of ids, so comparing ranks is comparing ids.
 * Departments and decades are codes; 0 stands for one that is unset or that nobody on the other side has.
 */
export interface CompiledInput {
  readonly weights: Weights;
  readonly capacityBasis: CapacityBasis;
  readonly leastScore: number;
  readonly mentors: readonly MatcherMentor[];
  readonly mentees: readonly MatcherMentee[];
  readonly tagNames: readonly string[];
  readonly mentorTags: Lists;
  readonly menteeTags: Lists;
  readonly departmentCodes: number;
  readonly mentorDepartment: Int32Array;
  readonly menteeDepartment: Int32Array;
  readonly decadeCodes: number;
  readonly mentorDecade: Int32Array;
  readonly menteeDecade: Int32Array;
  readonly seatsFree: Int32Array;
  /** Mentees that a mentor may not get: barred pairs, and the mentor's own person. */
  readonly barred: Lists;
  /** The mentee rank of the mentor's own person, or -1. */
  readonly self: Int32Array;
}

/** Checks, sorts and numbers the input; throws RangeError when a value is out of bounds or a person is listed twice. */
export function compileInput(input: MatcherInput): CompiledInput {
  checkInput(input);
  const mentors = sortedByUtf8(input.mentors, (person) => person.personId);
  const mentees = sortedByUtf8(input.mentees, (person) => person.personId);
  refuseDuplicates("mentor", mentors);
  refuseDuplicates("mentee", mentees);
  const { tagNames, mentorTags, menteeTags } = tagLists(mentors, mentees);
  const departments = sharedCodes(mentors, mentees, (person) => (person.department === "" ? null : person.department));
  const decades = sharedCodes(mentors, mentees, (person) => batchDecade(person.batchYear));
  const self = ranksOfSelf(mentors, mentees);
  return {
    weights: input.weights,
    capacityBasis: input.capacityBasis,
    leastScore: Number(input.leastScore),
    mentors,
    mentees,
    tagNames,
    mentorTags,
    menteeTags,
    departmentCodes: departments.codes,
    mentorDepartment: departments.ofMentors,
    menteeDepartment: departments.ofMentees,
    decadeCodes: decades.codes,
    mentorDecade: decades.ofMentors,
    menteeDecade: decades.ofMentees,
    seatsFree: Int32Array.from(mentors, freeSeats),
    barred: barredLists(input, mentors, mentees, self),
    self,
  };
}

/** Whether a row of the lists holds the id. */
export function listHas(lists: Lists, row: number, id: number): boolean {
  let low = lists.start[row] ?? 0;
  let high = lists.start[row + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = lists.ids[middle] ?? 0;
    if (found === id) return true;
    if (found < id) low = middle + 1;
    else high = middle;
  }
  return false;
}

interface TaggedPeople {
  readonly tagNames: readonly string[];
  readonly mentorTags: Lists;
  readonly menteeTags: Lists;
}

type Tagged = readonly { readonly tags: readonly string[] }[];

// Numbers tags as they are met, then gives each its rank in byte order: one look-up per tag of a person.
function tagLists(mentors: Tagged, mentees: Tagged): TaggedPeople {
  const met = new Map<string, number>();
  const ofMentors = numberTags(mentors, met);
  const ofMentees = numberTags(mentees, met);
  const tagNames = sortedByUtf8([...met.keys()], (name) => name);
  const rankOf = new Int32Array(met.size);
  tagNames.forEach((name, rank) => {
    rankOf[met.get(name) ?? 0] = rank;
  });
  return { tagNames, mentorTags: rankLists(ofMentors, rankOf), menteeTags: rankLists(ofMentees, rankOf) };
}

function numberTags(people: Tagged, met: Map<string, number>): Lists {
  const start = new Int32Array(people.length + 1);
  for (let row = 0; row < people.length; row++) {
    start[row + 1] = (start[row] as number) + (people[row]?.tags.length ?? 0);
  }
  const ids = new Int32Array(start[people.length] as number);
  let at = 0;
  for (const person of people) {
    for (const tag of person.tags) {
      let number = met.get(tag);
      if (number === undefined) {
        number = met.size;
        met.set(tag, number);
      }
      ids[at++] = number;
    }
  }
  return { start, ids };
}

function rankLists(numbered: Lists, rankOf: Int32Array): Lists {
  const start = new Int32Array(numbered.start.length);
  const ids = new Int32Array(numbered.ids.length);
  let end = 0;
  for (let row = 0; row + 1 < start.length; row++) {
    const from = end;
    const last = numbered.start[row + 1] as number;
    for (let i = numbered.start[row] as number; i < last; i++) {
      end = insertOnce(ids, from, end, rankOf[numbered.ids[i] as number] as number);
    }
    start[row + 1] = end;
  }
  return { start, ids: ids.subarray(0, end) };
}

// People have few tags: insertion keeps them sorted and drops repeats without an object.
function insertOnce(ids: Int32Array, from: number, end: number, id: number): number {
  let at = end;
  while (at > from && (ids[at - 1] as number) > id) at--;
  if (at > from && ids[at - 1] === id) return end;
  for (let i = end; i > at; i--) ids[i] = ids[i - 1] as number;
  ids[at] = id;
  return end + 1;
}

// Numbers from 1 the values that both sides have; all others are 0.
function sharedCodes(
  mentors: readonly MatcherMentor[],
  mentees: readonly MatcherMentee[],
  valueOf: (person: MatcherMentee) => string | number | null,
): { codes: number; ofMentors: Int32Array; ofMentees: Int32Array } {
  const ofMentor = new Set<string | number | null>();
  for (const mentor of mentors) ofMentor.add(valueOf(mentor));
  ofMentor.delete(null);
  const codes = new Map<string | number | null, number>();
  let last = 0;
  const ofMentees = new Int32Array(mentees.length);
  for (let rank = 0; rank < mentees.length; rank++) {
    const value = valueOf(mentees[rank] as MatcherMentee);
    let code = codes.get(value);
    if (code === undefined) codes.set(value, (code = ofMentor.delete(value) ? ++last : 0));
    ofMentees[rank] = code;
  }
  const ofMentors = Int32Array.from(mentors, (mentor) => codes.get(valueOf(mentor)) ?? 0);
  return { codes: last + 1, ofMentors, ofMentees };
}

function ranksOfSelf(mentors: readonly MatcherMentor[], mentees: readonly MatcherMentee[]): Int32Array {
  const mentorRank = new Map(mentors.map((mentor, rank) => [mentor.personId, rank]));
  const self = new Int32Array(mentors.length).fill(-1);
  mentees.forEach((mentee, rank) => {
    const mentor = mentorRank.get(mentee.personId);
    if (mentor !== undefined) self[mentor] = rank;
  });
  return self;
}

function barredLists(
  input: MatcherInput,
  mentors: readonly MatcherMentor[],
  mentees: readonly MatcherMentee[],
  self: Int32Array,
): Lists {
  const rows = new Map<number, Set<number>>();
  const bar = (mentor: number, mentee: number) => {
    const row = rows.get(mentor);
    if (row) row.add(mentee);
    else rows.set(mentor, new Set([mentee]));
  };
  self.forEach((mentee, mentor) => mentee >= 0 && bar(mentor, mentee));
  if (input.barred.length > 0) {
    const mentorRank = new Map(mentors.map((mentor, rank) => [mentor.personId, rank]));
    const menteeRank = new Map(mentees.map((mentee, rank) => [mentee.personId, rank]));
    for (const pair of input.barred) {
      const mentor = mentorRank.get(pair.mentorId);
      const mentee = menteeRank.get(pair.menteeId);
      if (mentor !== undefined && mentee !== undefined) bar(mentor, mentee);
    }
  }
  return packRows(mentors.length, rows);
}

function packRows(count: number, rows: ReadonlyMap<number, ReadonlySet<number>>): Lists {
  const start = new Int32Array(count + 1);
  const ids: number[] = [];
  for (let row = 0; row < count; row++) {
    for (const id of Int32Array.from(rows.get(row) ?? []).sort()) ids.push(id);
    start[row + 1] = ids.length;
  }
  return { start, ids: Int32Array.from(ids) };
}
