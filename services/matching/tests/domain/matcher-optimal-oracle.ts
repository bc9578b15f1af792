import { explainPair, type LeftOver, type MatcherInput, type MatcherResult } from "../../src/domain/matcher/index.ts";

// What OPTIMAL has to reach, found in two ways that share nothing with the solver: by trying everything, and by the
// textbook's Hungarian algorithm on a matrix of seats.

/** The greatest total, and the most pairs that reach it. */
export interface Best {
  readonly total: number;
  readonly pairs: number;
}

/** By mentee, then mentor: the score of a pair that may be proposed at the start, null for one that may not. */
export function scoresAtStart(input: MatcherInput): (number | null)[][] {
  return input.mentees.map((mentee) =>
    input.mentors.map((mentor) => {
      const { obstacles, scored } = explainPair(input, mentor.personId, mentee.personId);
      return obstacles.length === 0 && scored ? scored.score : null;
    }),
  );
}

/** Tries every mentor and none for each mentee in turn, over every number of seats that can be left by then. */
export function bestByTryingAll(input: MatcherInput): Best {
  const scores = scoresAtStart(input);
  const known = new Map<string, Best>();
  const bestFrom = (mentee: number, seats: readonly number[]): Best => {
    const row = scores[mentee];
    if (row === undefined) return { total: 0, pairs: 0 };
    const key = `${mentee}:${seats.join()}`;
    let best = known.get(key);
    if (best) return best;
    best = bestFrom(mentee + 1, seats);
    for (const [mentor, score] of row.entries()) {
      if (score === null || seats[mentor] === 0) continue;
      const rest = bestFrom(
        mentee + 1,
        seats.map((left, at) => (at === mentor ? left - 1 : left)),
      );
      const one = { total: score + rest.total, pairs: rest.pairs + 1 };
      if (one.total > best.total || (one.total === best.total && one.pairs > best.pairs)) best = one;
    }
    known.set(key, best);
    return best;
  };
  return bestFrom(0, seatsOf(input));
}

/**
 * Rows are mentees; columns are seats, and for each mentee one of doing without. A pair counts its score times more
 * than there are mentees, plus one: a greater total beats any number of pairs, and more pairs break its ties.
 */
export function bestByMatrix(input: MatcherInput): Best {
  const scale = input.mentees.length + 1;
  const scores = scoresAtStart(input);
  const seats = seatsOf(input).flatMap((count, mentor) => Array<number>(count).fill(mentor));
  const costs = scores.map((row) => [
    ...seats.map((mentor) => {
      const score = row[mentor] ?? null;
      return score === null ? 0 : -(score * scale + 1);
    }),
    ...row.map(() => 0),
    ...scores.map(() => 0),
  ]);
  const gained = -leastCost(costs);
  const pairs = gained % scale;
  return { total: (gained - pairs) / scale, pairs };
}

// The Hungarian algorithm as the textbooks have it, for at least as many columns as rows: rows come in one by one.
function leastCost(costs: readonly (readonly number[])[]): number {
  const columns = costs[0]?.length ?? 0;
  const ofRow = new Float64Array(costs.length + 1);
  const ofColumn = new Float64Array(columns + 1);
  const rowAt = new Int32Array(columns + 1);
  for (let row = 1; row <= costs.length; row++) {
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(columns + 1);
    const isDone = new Uint8Array(columns + 1);
    rowAt[0] = row;
    let at = 0;
    do {
      isDone[at] = 1;
      const here = rowAt[at] as number;
      let nearest = -1;
      for (let column = 1; column <= columns; column++) {
        if (isDone[column] === 1) continue;
        const cost = costs[here - 1]?.[column - 1] as number;
        const reduced = cost - (ofRow[here] as number) - (ofColumn[column] as number);
        if (reduced < (slack[column] as number)) {
          slack[column] = reduced;
          before[column] = at;
        }
        if (nearest < 0 || (slack[column] as number) < (slack[nearest] as number)) nearest = column;
      }
      const step = slack[nearest] as number;
      for (let column = 0; column <= columns; column++) {
        if (isDone[column] === 1) {
          const owner = rowAt[column] as number;
          ofRow[owner] = (ofRow[owner] as number) + step;
          ofColumn[column] = (ofColumn[column] as number) - step;
        } else {
          slack[column] = (slack[column] as number) - step;
        }
      }
      at = nearest;
    } while (rowAt[at] !== 0);
    while (at !== 0) {
      const from = before[at] as number;
      rowAt[at] = rowAt[from] as number;
      at = from;
    }
  }
  return -(ofColumn[0] as number);
}

/** Why each mentee without a proposal has none, by the rules, from what an optimal run proposed. */
export function leftOverOfOptimal(input: MatcherInput, proposals: MatcherResult["proposals"]): LeftOver[] {
  const matched = new Set(proposals.map((proposal) => proposal.menteeId));
  const mentors = input.mentors.map((mentor) => {
    const got = proposals.filter((proposal) => proposal.mentorId === mentor.personId).length;
    return { ...mentor, taken: mentor.taken + got };
  });
  return input.mentees
    .map((mentee) => mentee.personId)
    .filter((menteeId) => !matched.has(menteeId))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((menteeId) => {
      const told = mentors.map(({ personId }) => ({
        atStart: explainPair(input, personId, menteeId).obstacles,
        atEnd: explainPair({ ...input, mentors }, personId, menteeId).obstacles,
      }));
      const others = told.filter(({ atStart }) => !atStart.includes("SELF_PAIR"));
      const fitting = others.filter(({ atStart }) => !atStart.includes("NO_SHARED_TAG_OR_AXIS"));
      const allowed = fitting.filter(({ atStart }) => !atStart.includes("BARRED"));
      const isFull = ({ atEnd }: (typeof told)[number]) => atEnd.includes("MENTOR_FULL");
      if (others.length === 0) return { menteeId, reason: "NO_APPROVED_MENTOR" };
      if (fitting.length === 0) return { menteeId, reason: "NO_SHARED_TAG_OR_AXIS" };
      if (allowed.length === 0) return { menteeId, reason: "ONLY_BARRED_PAIRS_FIT" };
      const hadOne = allowed.some(({ atStart }) => atStart.length === 0);
      return { menteeId, reason: hadOne || allowed.every(isFull) ? "FITTING_MENTORS_FULL" : "ONLY_BELOW_LEAST_SCORE" };
    });
}

// More seats than mentees are no different from as many.
function seatsOf(input: MatcherInput): number[] {
  return input.mentors.map(({ maxMentees, taken }) => Math.min(Math.max(0, maxMentees - taken), input.mentees.length));
}
