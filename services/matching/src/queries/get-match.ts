import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { partsOf } from "../domain/policy.ts";
import { findMatch } from "../store/matches.ts";

/** A match that the caller may know of. Throws NOT_FOUND. */
export async function getMatch(ctx: MatchingContext, call: Call, id: string): Promise<Match> {
  const match = await readTenant(ctx, call.tenantId, (db) => findMatch(db, id));
  if (!match || partsOf(call.actor, match).length === 0) throw notFound("match", id);
  return match;
}
