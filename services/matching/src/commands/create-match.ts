import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { transact, type Trx } from "@mentorship/shared/postgres";
import { type AskedPair, askPair } from "../ask-pair.ts";
import type { MatchingContext } from "../context.ts";
import { decidePairing, menteeHasMatch, type PairingFacts, type PairingWish } from "../domain/decide-pairing.ts";
import type { Match } from "../domain/match.ts";
import { holdPair, putApplications } from "../store/applications.ts";
import { barringOf, findLiveMatchOf, findMatchesOfPair, insertMatch } from "../store/pairs.ts";
import { newestSuspended } from "../store/people.ts";
import { holdProgramme, putProgrammes } from "../store/programmes.ts";
import { lockSeats } from "../store/seats.ts";
import type { MatchingTables } from "../store/tables.ts";
import { recordMatch } from "./record-match.ts";

/**
 * Pairs two people by hand: the match begins in `PROPOSED`, with the score that the two have at this moment. Refuses as `decidePairing`
 * says. What the owner of programmes and applications has just said is kept beside what events brought, and the newer of both decides.
 */
export async function createMatch(ctx: MatchingContext, call: Call, wish: PairingWish): Promise<Match> {
  const asked = wish.mentorId === wish.menteeId ? undefined : await askPair(ctx, call, wish);
  return transact(ctx, call, async (trx) => {
    const facts = await holdFacts(trx, wish, asked);
    const match = decidePairing(wish, facts, call.actor, { id: ctx.data.newId(), now: trx.now });
    if (!(await insertMatch(trx, match))) throw await whoWasFirst(trx, wish);
    recordMatch(trx, match, null);
    return match;
  });
}

// Programme, applications, seats, matches: the order of locks. What is read after them can't change before this commits.
async function holdFacts(
  trx: Trx<MatchingTables>,
  wish: PairingWish,
  asked: AskedPair | undefined,
): Promise<PairingFacts> {
  await putProgrammes(trx, asked ? [asked.programme] : []);
  const programme = await holdProgramme(trx, wish.programmeId);
  await putApplications(trx, asked?.applications ?? []);
  const states = await holdPair(trx, wish);
  const seats = await lockSeats(trx, [wish]);
  const live = await findLiveMatchOf(trx, wish);
  return {
    programme,
    rules: asked?.rules,
    mentor: asked?.mentor,
    mentee: asked?.mentee,
    states,
    suspended: await newestSuspended(trx, asked?.people ?? []),
    seats: seats.get(wish.mentorId),
    live,
    barring: barringOf(await findMatchesOfPair(trx, wish)),
  };
}

async function whoWasFirst(trx: Trx<MatchingTables>, wish: PairingWish): Promise<DomainError> {
  const live = await findLiveMatchOf(trx, wish);
  if (live) return menteeHasMatch(live);
  const text = "another match of this mentee began and ended at this moment; ask again";
  return new DomainError("CONFLICT_RETRY", text, {}, { retryAfterMs: 200 });
}
