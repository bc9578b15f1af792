import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant, transact } from "@mentorship/shared/postgres";
import { askProgramme } from "../clients.ts";
import type { MatchingContext } from "../context.ts";
import { decideMatch, type MatchWish } from "../domain/decide-match.ts";
import type { Match } from "../domain/match.ts";
import { partsOf } from "../domain/policy.ts";
import { gateOpen, type Programme } from "../domain/programme.ts";
import { openFollowUps } from "../store/follow-ups.ts";
import { findMatch, lockMatch, saveMatch } from "../store/matches.ts";
import { findProgramme, putProgrammes } from "../store/programmes.ts";
import { lockSeats } from "../store/seats.ts";
import { recordMatch } from "./record-match.ts";

/** Does to a match what somebody wants of it, or refuses as `decideMatch` says. What it is already does nothing. */
export async function changeMatch(ctx: MatchingContext, call: Call, id: string, wish: MatchWish): Promise<Match> {
  const { known, learnt } = await lookAhead(ctx, call, id, wish);
  return transact(ctx, call, async (trx) => {
    if (!known) throw notFound("match", id);
    await putProgrammes(trx, learnt);
    if (wish.action !== "ACCEPT") await lockSeats(trx, [known]);
    const match = await lockMatch(trx, id);
    const programme = await findProgramme(trx, known.programmeId);
    if (!match || !programme) throw notFound("match", id);
    const decision = decideMatch(match, wish, call.actor, programme, trx.now);
    if (!decision.changed) return decision.match;
    await saveMatch(trx, decision.match);
    if (decision.match.endedAt) await openFollowUps(trx, [id]);
    recordMatch(trx, decision.match, match.state);
    return decision.match;
  });
}

/** What can be found out outside the transaction. `known` undefined: the caller may not know of such a match. */
interface Ahead {
  readonly known?: Match;
  readonly learnt: readonly Programme[];
}

// Refuses nothing: a repeat of an earlier call must get to its stored outcome. What this service heard of a programme may lag, so
// where it would refuse, the owner is asked.
async function lookAhead(ctx: MatchingContext, call: Call, id: string, wish: MatchWish): Promise<Ahead> {
  const { match, programme } = await readTenant(ctx, call.tenantId, async (db) => {
    const found = await findMatch(db, id);
    return { match: found, programme: found && (await findProgramme(db, found.programmeId)) };
  });
  if (!match || partsOf(call.actor, match).length === 0) return { learnt: [] };
  if (programme && gateOpen(programme, wish.action)) return { known: match, learnt: [] };
  return { known: match, learnt: [await askProgramme(ctx, call, match.programmeId)] };
}
