import type { MatcherInput } from "./types.ts";

const MAX_WEIGHT = 100_000;
const MAX_SEATS = 1_000_000;
const MAX_YEAR = 1_000_000;

/** Throws a RangeError that names the first value outside its bounds; duplicates are found when ids are sorted. */
export function checkInput(input: MatcherInput): void {
  for (const [name, weight] of Object.entries(input.weights)) requireWhole(`weights.${name}`, weight, 0, MAX_WEIGHT);
  if (input.strategy !== "GREEDY" && input.strategy !== "OPTIMAL") {
    throw new RangeError(`strategy must be GREEDY or OPTIMAL, found ${String(input.strategy)}`);
  }
  if (input.capacityBasis !== "LIVE" && input.capacityBasis !== "AT_START") {
    throw new RangeError(`capacityBasis must be LIVE or AT_START, found ${String(input.capacityBasis)}`);
  }
  requireWhole("leastScore", Number(input.leastScore), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  for (const { personId, batchYear, maxMentees, taken } of input.mentors) {
    requireWhole("maxMentees", maxMentees, 0, MAX_SEATS, personId);
    requireWhole("taken", taken, 0, MAX_SEATS, personId);
    if (batchYear !== null) requireWhole("batchYear", batchYear, -MAX_YEAR, MAX_YEAR, personId);
  }
  for (const { personId, batchYear } of input.mentees) {
    if (batchYear !== null) requireWhole("batchYear", batchYear, -MAX_YEAR, MAX_YEAR, personId);
  }
}

/** Throws a RangeError when a person is listed twice in one role; the list is sorted by id. */
export function refuseDuplicates(role: string, sorted: readonly { readonly personId: string }[]): void {
  for (let i = 1; i < sorted.length; i++) {
    const id = sorted[i]?.personId;
    if (id === sorted[i - 1]?.personId) throw new RangeError(`${role} ${id} is listed twice`);
  }
}

function requireWhole(field: string, value: number, least: number, most: number, personId?: string): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const what = personId === undefined ? field : `${field} of ${personId}`;
  throw new RangeError(`${what} must be whole, ${least} to ${most}, found ${value}`);
}
