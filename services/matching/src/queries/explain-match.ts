import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import { readPair } from "../ask-pair.ts";
import type { MatchingContext } from "../context.ts";
import { type WhyNot, whyNotOf } from "../domain/explain.ts";
import type { Match } from "../domain/match.ts";
import { type ScoredPair, scorePair } from "../domain/score-pair.ts";
import { barringOf, findLiveMatchOf, findMatchesOfPair, type Pair } from "../store/pairs.ts";
import { takenSeats } from "../store/seats.ts";

/** What speaks for a pair and against it now. The least score is in billionths. */
export interface Explanation extends Pair {
  readonly whyNot: readonly WhyNot[];
  /** Undefined: one of the two has not applied in that part. */
  readonly scored: ScoredPair | undefined;
  readonly leastScore: number;
  /** The newest match of the two in the programme. */
  readonly newest: Match | undefined;
  /** The mentee's live match with somebody else. */
  readonly other: Match | undefined;
  readonly seatsTaken: number;
}

/** Explains any pair of a programme. Throws NOT_FOUND (the programme, or a person who is not in the directory) and UNAVAILABLE. */
export async function explainMatch(ctx: MatchingContext, call: Call, pair: Pair): Promise<Explanation> {
  const { mentorId, menteeId } = pair;
  const [material, mentorFacts, menteeFacts] = await Promise.all([
    readPair(ctx, call, pair),
    ctx.people.owner.getPerson(call.tenantId, mentorId),
    ctx.people.owner.getPerson(call.tenantId, menteeId),
  ]);
  const own = await readTenant(ctx, call.tenantId, async (db) => ({
    taken: (await takenSeats(db, pair.programmeId, [mentorId])).get(mentorId) ?? 0,
    live: await findLiveMatchOf(db, pair),
    ofPair: await findMatchesOfPair(db, pair),
  }));
  const { programme, rules, mentor, mentee } = material;
  const { taken, live } = own;
  const seats = { maxMentees: mentor?.maxMentees ?? 0, taken };
  const scored = mentor && mentee ? scorePair(rules, { ...mentor, taken }, mentee) : undefined;
  const whyNot = whyNotOf({
    programme,
    self: mentorId === menteeId,
    mentor: { state: mentor?.state, suspended: mentor?.suspended ?? mentorFacts.suspended },
    mentee: { state: mentee?.state, suspended: mentee?.suspended ?? menteeFacts.suspended },
    seats,
    menteeHasMatch: live !== undefined,
    barred: barringOf(own.ofPair) !== undefined,
    misfits: scored?.misfits ?? [],
  });
  const other = live?.mentorId === mentorId ? undefined : live;
  const { leastScore } = rules;
  return { ...pair, whyNot, scored, leastScore, newest: own.ofPair[0], other, seatsTaken: taken };
}
