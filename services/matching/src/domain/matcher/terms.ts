import type { CompiledInput } from "./compile.ts";
import { audienceAxis, capacityAxis, capacityScore, fitScore, skillsAxis } from "./score.ts";
import type { Terms, Weights } from "./types.ts";

/** The three terms of a pair, by rank, with everything that they were computed from. */
export function termsOf(input: CompiledInput, mentor: number, mentee: number, seatsFree: number): Terms {
  const sharedTags = sharedTagsOf(input, mentor, mentee);
  const focusTagCount = (input.menteeTags.start[mentee + 1] ?? 0) - (input.menteeTags.start[mentee] ?? 0);
  const sameDepartment = equalCode(input.mentorDepartment[mentor], input.menteeDepartment[mentee]);
  const sameDecade = equalCode(input.mentorDecade[mentor], input.menteeDecade[mentee]);
  const maxMentees = input.mentors[mentor]?.maxMentees ?? 0;
  return {
    skills: { axisMillionths: skillsAxis(sharedTags.length, focusTagCount), sharedTags, focusTagCount },
    audience: { axisMillionths: audienceAxis(sameDepartment, sameDecade), sameDepartment, sameDecade },
    capacity: { axisMillionths: capacityAxis(seatsFree, maxMentees), seatsFree, maxMentees },
  };
}

/** The score that the terms add up to, in 1e-9. */
export function scoreOfTerms(weights: Weights, terms: Terms): number {
  return (
    fitScore(weights, terms.skills.axisMillionths, terms.audience.axisMillionths) +
    capacityScore(weights, terms.capacity.axisMillionths)
  );
}

/** A pair fits when it shares a tag or an axis; free seats alone make no pair. */
export function fits(terms: Terms): boolean {
  return terms.skills.sharedTags.length > 0 || terms.audience.axisMillionths > 0;
}

function equalCode(a: number | undefined, b: number | undefined): boolean {
  return a !== 0 && a === b;
}

function sharedTagsOf(input: CompiledInput, mentor: number, mentee: number): string[] {
  const shared: string[] = [];
  const { mentorTags, menteeTags } = input;
  const mentorEnd = mentorTags.start[mentor + 1] ?? 0;
  const menteeEnd = menteeTags.start[mentee + 1] ?? 0;
  let m = mentorTags.start[mentor] ?? 0;
  let e = menteeTags.start[mentee] ?? 0;
  while (m < mentorEnd && e < menteeEnd) {
    const difference = (mentorTags.ids[m] ?? 0) - (menteeTags.ids[e] ?? 0);
    if (difference === 0) shared.push(input.tagNames[menteeTags.ids[e] ?? 0] ?? "");
    if (difference <= 0) m++;
    if (difference >= 0) e++;
  }
  return shared;
}
