import type { Db } from "@mentorship/shared/postgres";
import { type Selectable, type SelectQueryBuilder, sql } from "kysely";
import type { Match, MatchState } from "../domain/match.ts";
import type { MatchScope } from "../domain/policy.ts";
import { type Waiting, waitingRules } from "../domain/waiting.ts";
import { matchFromRow } from "./matches.ts";
import type { MatchingTables, MatchTable } from "./tables.ts";

/** Which matches to list; what is left out does not filter. */
export interface MatchFilter {
  readonly programmeId?: string;
  readonly states?: readonly MatchState[];
  readonly personId?: string;
  readonly runId?: string;
  readonly waiting?: Waiting;
}

/** What can be asked for: the newest or the oldest proposal first, or the best score. */
export type AskedOrder = "NEWEST" | "OLDEST" | "BEST_SCORE";

/** In which order matches are listed; of those that have waited for long, the longest wait first. */
export type MatchOrder = AskedOrder | "LONGEST_PENDING" | "LONGEST_STUCK";

/** The last match of the page before: its place in the order, and its id among those of the same place. */
export interface MatchCursor {
  readonly at: Date | number;
  readonly id: string;
}

interface Keyset {
  readonly column: "proposed_at" | "accepted_by_mentor_at" | "score_billionths";
  readonly type: "timestamptz" | "int8";
  readonly descending: boolean;
  at(match: Match): Date | number;
}

const keysets: Readonly<Record<MatchOrder, Keyset>> = {
  NEWEST: { column: "proposed_at", type: "timestamptz", descending: true, at: (match) => match.proposedAt },
  OLDEST: { column: "proposed_at", type: "timestamptz", descending: false, at: (match) => match.proposedAt },
  BEST_SCORE: { column: "score_billionths", type: "int8", descending: true, at: (match) => match.score },
  LONGEST_PENDING: { column: "proposed_at", type: "timestamptz", descending: false, at: (match) => match.proposedAt },
  LONGEST_STUCK: {
    column: "accepted_by_mentor_at",
    type: "timestamptz",
    descending: false,
    at: (match) => match.acceptedByMentorAt ?? match.proposedAt,
  },
};

/** Where a match stands in an order. */
export const cursorOf = (order: MatchOrder, match: Match): MatchCursor => ({
  at: keysets[order].at(match),
  id: match.id,
});

/** A page of matches within a scope, in an order. */
export async function listMatches(
  db: Db<MatchingTables>,
  scope: MatchScope,
  filter: MatchFilter,
  order: MatchOrder,
  after: MatchCursor | undefined,
  limit: number,
): Promise<Match[]> {
  let query = filtered(
    db,
    inScope(db.sql.selectFrom("match").selectAll().where("tenant_id", "=", db.tenantId), scope),
    filter,
  );
  const { column, type, descending } = keysets[order];
  if (after) {
    const beyond = sql.raw(descending ? "<" : ">");
    const at = sql`${after.at}::${sql.raw(type)}`;
    query = query.where(sql<boolean>`(${sql.ref(column)}, id) ${beyond} (${at}, ${after.id}::uuid)`);
  }
  const direction = descending ? "desc" : "asc";
  const rows = await query.orderBy(column, direction).orderBy("id", direction).limit(limit).execute();
  return rows.map(matchFromRow);
}

type Query = SelectQueryBuilder<MatchingTables, "match", Selectable<MatchTable>>;

function inScope(query: Query, scope: MatchScope): Query {
  if (scope.kind === "all") return query;
  const { personId, asMentor, asMentee } = scope;
  return query.where((eb) =>
    eb.or([
      ...(asMentor ? [eb("mentor_id", "=", personId)] : []),
      ...(asMentee ? [eb.and([eb("mentee_id", "=", personId), eb("accepted_by_mentor_at", "is not", null)])] : []),
      eb.lit(false),
    ]),
  );
}

function filtered(db: Db<MatchingTables>, all: Query, filter: MatchFilter): Query {
  let query = all;
  const { programmeId, runId, states, personId, waiting } = filter;
  if (programmeId) query = query.where("programme_id", "=", programmeId);
  if (runId) query = query.where("run_id", "=", runId);
  if (states && states.length > 0) query = query.where("state", "in", states);
  if (personId) query = query.where((eb) => eb.or([eb("mentor_id", "=", personId), eb("mentee_id", "=", personId)]));
  if (waiting) {
    const { state, since, afterMs } = waitingRules[waiting];
    const column = since === "proposedAt" ? "proposed_at" : "accepted_by_mentor_at";
    query = query.where("state", "=", sql.lit(state)).where(column, "<", new Date(db.now.getTime() - afterMs));
  }
  return query;
}
