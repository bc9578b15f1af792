/** A pair that came out of scoring. */
export interface ScoredPair {
  readonly mentorId: string;
  readonly menteeId: string;
}

/** What is known of the people of a chunk while their rows are held. */
export interface ChunkFacts {
  /** Free seats of each mentor; may be negative after a lowering. */
  readonly freeSeats: ReadonlyMap<string, number>;
  readonly mentorsTakingPart: ReadonlySet<string>;
  readonly menteesTakingPart: ReadonlySet<string>;
  readonly withLiveMatch: ReadonlySet<string>;
  readonly suspended: ReadonlySet<string>;
}

/** Tells proposals that still hold from those that changed since they were scored. Seats go in the order given. */
export function siftProposals<P extends ScoredPair>(
  pairs: readonly P[],
  facts: ChunkFacts,
): { readonly holding: P[]; readonly changed: P[] } {
  const free = new Map(facts.freeSeats);
  const holding: P[] = [];
  const changed: P[] = [];
  for (const pair of pairs) {
    const seats = free.get(pair.mentorId) ?? 0;
    if (seats > 0 && takesPart(pair, facts)) {
      free.set(pair.mentorId, seats - 1);
      holding.push(pair);
    } else changed.push(pair);
  }
  return { holding, changed };
}

const takesPart = ({ mentorId, menteeId }: ScoredPair, facts: ChunkFacts): boolean =>
  facts.mentorsTakingPart.has(mentorId) &&
  facts.menteesTakingPart.has(menteeId) &&
  !facts.withLiveMatch.has(menteeId) &&
  !facts.suspended.has(mentorId) &&
  !facts.suspended.has(menteeId);
