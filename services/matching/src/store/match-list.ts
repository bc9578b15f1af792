import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Match, MatchState } from "../domain/match.ts";
import type { MatchScope } from "../domain/policy.ts";
import { matchFromRow } from "./matches.ts";
import type { MatchingTables } from "./tables.ts";

/** Which matches to list; what is left out does not filter. */
export interface MatchFilter {
  readonly programmeId?: string;
  readonly states?: readonly MatchState[];
  readonly personId?: string;
  readonly runId?: string;
}

/** The last match of the page before. */
export interface MatchCursor {
  readonly proposedAt: Date;
  readonly id: string;
}

/** A page of matches within a scope, the newest first. */
export async function listMatches(
  db: Db<MatchingTables>,
  scope: MatchScope,
  filter: MatchFilter,
  after: MatchCursor | undefined,
  limit: number,
): Promise<Match[]> {
  let query = db.sql.selectFrom("match").selectAll().where("tenant_id", "=", db.tenantId);
  if (scope.kind === "own") {
    const { personId, asMentor, asMentee } = scope;
    query = query.where((eb) =>
      eb.or([
        ...(asMentor ? [eb("mentor_id", "=", personId)] : []),
        ...(asMentee ? [eb.and([eb("mentee_id", "=", personId), eb("accepted_by_mentor_at", "is not", null)])] : []),
        eb.lit(false),
      ]),
    );
  }
  if (filter.programmeId) query = query.where("programme_id", "=", filter.programmeId);
  if (filter.runId) query = query.where("run_id", "=", filter.runId);
  if (filter.states && filter.states.length > 0) query = query.where("state", "in", filter.states);
  if (filter.personId) {
    const personId = filter.personId;
    query = query.where((eb) => eb.or([eb("mentor_id", "=", personId), eb("mentee_id", "=", personId)]));
  }
  if (after)
    query = query.where(sql<boolean>`(proposed_at, id) < (${after.proposedAt}::timestamptz, ${after.id}::uuid)`);
  const rows = await query.orderBy("proposed_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map(matchFromRow);
}
