import type { Weights } from "./types.ts";

/** One whole axis. */
export const AXIS_ONE = 1_000_000;
export const AXIS_HALF = 500_000;

/** Share of the mentee's focus tags that the mentor has, in millionths rounded down; 0 without focus tags. */
export function skillsAxis(sharedTags: number, focusTags: number): number {
  return focusTags === 0 ? 0 : Math.floor((sharedTags * AXIS_ONE) / focusTags);
}

/** Half for the same department, half for the same batch decade, in millionths. */
export function audienceAxis(sameDepartment: boolean, sameDecade: boolean): number {
  return (sameDepartment ? AXIS_HALF : 0) + (sameDecade ? AXIS_HALF : 0);
}

/** Free seats over all seats, in millionths rounded down; 0 when there are none. */
export function capacityAxis(seatsFree: number, maxMentees: number): number {
  return seatsFree <= 0 || maxMentees <= 0 ? 0 : Math.floor((seatsFree * AXIS_ONE) / maxMentees);
}

/** The part of a score that does not change during a run, in 1e-9. */
export function fitScore(weights: Weights, skills: number, audience: number): number {
  return weights.skillsThousandths * skills + weights.audienceThousandths * audience;
}

/** The part of a score that seats decide, in 1e-9. */
export function capacityScore(weights: Weights, capacity: number): number {
  return weights.capacityThousandths * capacity;
}

/** `floor(year / 10)`, or null when the year is unset: null equals no decade. */
export function batchDecade(batchYear: number | null): number | null {
  return batchYear === null ? null : Math.floor(batchYear / 10);
}

/** Free seats of a mentor; never negative, although a lowered limit may lie below what is taken. */
export function freeSeats(mentor: { readonly maxMentees: number; readonly taken: number }): number {
  return Math.max(0, mentor.maxMentees - mentor.taken);
}
