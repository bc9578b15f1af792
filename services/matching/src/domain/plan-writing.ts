/** A pair of people. */
interface Pair {
  readonly mentorId: string;
  readonly menteeId: string;
}

/** In which order a run writes what came out of scoring. Proposals are named by their place in what came out. */
export interface WritingPlan<M extends Pair> {
  /** Live proposals that came out again; they stay as they are. */
  readonly kept: readonly M[];
  /** Live proposals that did not. */
  readonly ended: readonly M[];
  /** Proposals that may need a seat or a mentee that an ending frees: they are written in one transaction with all endings. */
  readonly replacing: readonly number[];
  /** All others. */
  readonly others: readonly number[];
}

/**
 * Plans the writing of proposals beside live ones that counted as absent (`replaceable`). A function of its arguments alone, so that a
 * run that was cut off comes to the same order.
 */
export function planWriting<M extends Pair>(proposals: readonly Pair[], replaceable: readonly M[]): WritingPlan<M> {
  const chosen = new Map(proposals.map(({ mentorId, menteeId }) => [menteeId, mentorId]));
  const stays = ({ mentorId, menteeId }: Pair): boolean => chosen.get(menteeId) === mentorId;
  const kept = replaceable.filter(stays);
  const ended = replaceable.filter((match) => !stays(match));
  const standing = new Set(kept.map(({ menteeId }) => menteeId));
  const freed = {
    mentors: new Set(ended.map((each) => each.mentorId)),
    mentees: new Set(ended.map((each) => each.menteeId)),
  };
  const replacing: number[] = [];
  const others: number[] = [];
  proposals.forEach(({ mentorId, menteeId }, place) => {
    if (standing.has(menteeId)) return;
    (freed.mentees.has(menteeId) || freed.mentors.has(mentorId) ? replacing : others).push(place);
  });
  return { kept, ended, replacing, others };
}
