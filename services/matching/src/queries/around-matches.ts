import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import { askProgramme } from "../clients.ts";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { findFollowUps } from "../store/follow-ups.ts";
import { findMatches } from "../store/matches.ts";
import { findProgrammes } from "../store/programmes.ts";

/** What it takes to show matches: how they stand now, their follow-ups, and their programmes, by id. Asks for a programme not heard of. */
export async function aroundMatches(ctx: MatchingContext, call: Call, matches: readonly Match[]) {
  const ids = matches.map((match) => match.id);
  const programmeIds = [...new Set(matches.map((match) => match.programmeId))];
  const fresh = await readTenant(ctx, call.tenantId, async (db) => ({
    current: new Map((await findMatches(db, ids)).map((match) => [match.id, match])),
    followUps: await findFollowUps(db, ids),
    programmes: await findProgrammes(db, programmeIds),
  }));
  const unheard = programmeIds.filter((id) => !fresh.programmes.has(id));
  for (const programme of await Promise.all(unheard.map((id) => askProgramme(ctx, call, id)))) {
    fresh.programmes.set(programme.id, programme);
  }
  return fresh;
}
