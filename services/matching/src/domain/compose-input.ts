import type { BarredPair, MatcherInput, MatcherMentee, MatcherMentor } from "./matcher/index.ts";
import type { RunRules } from "./run.ts";

/** What a run reads: of programme everything but what is taken, of this service's own rows the rest. */
export interface ComposeParts {
  readonly rules: RunRules;
  readonly mentors: readonly Omit<MatcherMentor, "taken">[];
  readonly mentees: readonly MatcherMentee[];
  readonly taken: ReadonlyMap<string, number>;
  readonly withLiveMatch: ReadonlySet<string>;
  readonly barred: readonly BarredPair[];
  /** Live matches that count as absent: their mentees are considered, and their seats are free. */
  readonly replaceable: readonly BarredPair[];
}

/** What the matcher is given, and whom of it a run counts: mentors with a free seat, mentees without a live match. */
export interface ComposedInput {
  readonly input: MatcherInput;
  readonly mentorsLoaded: number;
  readonly menteesLoaded: number;
}

/**
 * Composes the matcher's input. Full mentors are listed with the others, so that a mentee learns that all who fit are full; when nobody
 * has a seat they are left out, and every mentee learns just that.
 */
export function composeInput(parts: ComposeParts): ComposedInput {
  const { taken, withLiveMatch } = withoutReplaceable(parts);
  const mentors = parts.mentors.map((mentor) => ({ ...mentor, taken: taken.get(mentor.personId) ?? 0 }));
  const mentorsLoaded = mentors.filter((mentor) => mentor.taken < mentor.maxMentees).length;
  const mentees = parts.mentees.filter((mentee) => !withLiveMatch.has(mentee.personId));
  const { rules } = parts;
  const input = {
    ...matcherRules(rules),
    mentors: mentorsLoaded === 0 ? [] : mentors,
    mentees,
    barred: parts.barred,
  };
  return { input, mentorsLoaded, menteesLoaded: mentees.length };
}

/** The rules of a run as the matcher takes them. */
export const matcherRules = (
  rules: RunRules,
): Pick<MatcherInput, "strategy" | "weights" | "capacityBasis" | "leastScore"> => ({
  strategy: rules.strategy,
  weights: {
    skillsThousandths: rules.skillsWeight,
    audienceThousandths: rules.audienceWeight,
    capacityThousandths: rules.capacityWeight,
  },
  capacityBasis: rules.capacityBasis,
  leastScore: rules.leastScore,
});

function withoutReplaceable({ taken, withLiveMatch, replaceable }: ComposeParts) {
  if (replaceable.length === 0) return { taken, withLiveMatch };
  const [seats, mentees] = [new Map(taken), new Set(withLiveMatch)];
  for (const { mentorId, menteeId } of replaceable) {
    seats.set(mentorId, (seats.get(mentorId) ?? 0) - 1);
    mentees.delete(menteeId);
  }
  return { taken: seats, withLiveMatch: mentees };
}
