import type { MatcherInput } from "./types.ts";

const MAX_WEIGHT = 100_000;
const MAX_SEATS = 1_000_000;

/** Throws a RangeError that names the first value outside its bounds; duplicates are found when ids are sorted. */
export function checkInput(input: MatcherInput): void {
  for (const [name, weight] of Object.entries(input.weights)) requireWhole(`weights.${name}`, weight, 0, MAX_WEIGHT);
  if (input.capacityBasis !== "LIVE" && input.capacityBasis !== "AT_START") {
    throw new RangeError(`capacityBasis must be LIVE or AT_START, found ${String(input.capacityBasis)}`);
  }
  requireWhole("leastScore", Number(input.leastScore), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  for (const mentor of input.mentors) {
    requireWhole(`maxMentees of mentor ${mentor.personId}`, mentor.maxMentees, 0, MAX_SEATS);
    requireWhole(`taken of mentor ${mentor.personId}`, mentor.taken, 0, MAX_SEATS);
    requireYear(mentor.personId, mentor.batchYear);
  }
  for (const mentee of input.mentees) requireYear(mentee.personId, mentee.batchYear);
}

/** Throws a RangeError when a person is listed twice in one role; the list is sorted by id. */
export function refuseDuplicates(role: string, sorted: readonly { readonly personId: string }[]): void {
  for (let i = 1; i < sorted.length; i++) {
    const id = sorted[i]?.personId;
    if (id === sorted[i - 1]?.personId) throw new RangeError(`${role} ${id} is listed twice`);
  }
}

function requireYear(personId: string, year: number | null): void {
  if (year !== null) requireWhole(`batchYear of ${personId}`, year, -1_000_000, 1_000_000);
}

function requireWhole(what: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new RangeError(`${what} must be whole, ${least} to ${most}, found ${value}`);
  }
}
