import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { findMatch } from "../store/matches.ts";

/** A match, for another service of the platform, whoever its caller is. Throws NOT_FOUND. */
export async function getMatchFacts(ctx: MatchingContext, call: Call, id: string): Promise<Match> {
  const match = await readTenant(ctx, call.tenantId, (db) => findMatch(db, id));
  if (!match) throw notFound("match", id);
  return match;
}
