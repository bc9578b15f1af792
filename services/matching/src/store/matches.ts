import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Selectable, sql } from "kysely";
import { barringReasons, liveStates, type Match, type MatchEndReason, type MatchState } from "../domain/match.ts";
import type { MatchingTables, MatchTable } from "./tables.ts";

export const matchFromRow = (row: Selectable<MatchTable>): Match => ({
  id: row.id,
  programmeId: row.programme_id,
  mentorId: row.mentor_id,
  menteeId: row.mentee_id,
  state: row.state,
  score: row.score_billionths,
  reasons: row.reasons,
  runId: row.run_id ?? "",
  pairedBy: row.paired_by,
  fitOverrideReason: row.fit_override_reason,
  proposedAt: row.proposed_at,
  acceptedByMentorAt: row.accepted_by_mentor_at,
  acceptedAt: row.accepted_at,
  endedAt: row.ended_at,
  endReason: row.end_reason,
  terminatedReason: row.terminated_reason,
  endedBy: row.ended_by,
  version: row.version,
});

export async function findMatches(db: Db<MatchingTables>, ids: readonly string[]): Promise<Match[]> {
  if (ids.length === 0) return [];
  const query = db.sql.selectFrom("match").selectAll().where("tenant_id", "=", db.tenantId);
  return (await query.where("id", "in", [...ids]).execute()).map(matchFromRow);
}

export async function findMatch(db: Db<MatchingTables>, id: string): Promise<Match | undefined> {
  return (await findMatches(db, [id]))[0];
}

/** The match, locked until the transaction ends. Lock its mentor's seats before when the seat may come free. */
export async function lockMatch(trx: Trx<MatchingTables>, id: string): Promise<Match | undefined> {
  const query = trx.sql.selectFrom("match").selectAll().where("tenant_id", "=", trx.tenantId);
  const row = await query.where("id", "=", id).forUpdate().executeTakeFirst();
  return row && matchFromRow(row);
}

/** Writes what may change of a match. */
export async function saveMatch(trx: Trx<MatchingTables>, match: Match): Promise<void> {
  await trx.sql
    .updateTable("match")
    .set({
      state: match.state,
      accepted_by_mentor_at: match.acceptedByMentorAt,
      accepted_at: match.acceptedAt,
      ended_at: match.endedAt,
      end_reason: match.endReason,
      terminated_reason: match.terminatedReason,
      ended_by: match.endedBy,
      version: match.version,
    })
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", match.id)
    .execute();
}

/** Which matches to end: all live ones in these states that everything given is true of. */
export interface EndTarget {
  readonly programmeId?: string;
  readonly mentorId?: string;
  readonly menteeId?: string;
  readonly personId?: string;
  readonly states: readonly MatchState[];
  /** Only what was proposed before this moment. */
  readonly proposedBefore?: Date;
  readonly limit?: number;
}

const targeted = (tenantId: string, target: EndTarget) => sql`
  tenant_id = ${tenantId} and state = any(${[...target.states]}::text[]) and state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')
  ${target.programmeId === undefined ? sql`` : sql`and programme_id = ${target.programmeId}`}
  ${target.mentorId === undefined ? sql`` : sql`and mentor_id = ${target.mentorId}`}
  ${target.menteeId === undefined ? sql`` : sql`and mentee_id = ${target.menteeId}`}
  ${target.proposedBefore === undefined ? sql`` : sql`and proposed_at < ${target.proposedBefore}::timestamptz`}
  ${target.personId === undefined ? sql`` : sql`and (mentor_id = ${target.personId} or mentee_id = ${target.personId})`}`;

/** Mentors whose seats would come free. A mentor whose matches are meant is among them in any case: a proposal may be on its way. */
export async function mentorsOf(
  trx: Trx<MatchingTables>,
  target: EndTarget,
): Promise<{ programmeId: string; mentorId: string }[]> {
  const mentorId = target.mentorId ?? target.personId;
  const { rows } = await sql<{ programmeId: string; mentorId: string }>`
    select programme_id as "programmeId", mentor_id as "mentorId" from match where ${targeted(trx.tenantId, target)}
    union
    select programme_id, mentor_id from mentor_seat where tenant_id = ${trx.tenantId} and mentor_id = ${mentorId ?? null}::text
    ${target.programmeId === undefined ? sql`` : sql`and programme_id = ${target.programmeId}`}`.execute(trx.sql);
  return rows;
}

/** A match that has ended, with the state it had before. */
export interface EndedMatch {
  readonly match: Match;
  readonly before: MatchState;
}

/** Ends matches by themselves: nobody's name stands on it. Their mentors' seats must be locked before. */
export async function endMatches(
  trx: Trx<MatchingTables>,
  target: EndTarget,
  endReason: MatchEndReason,
): Promise<EndedMatch[]> {
  const { rows } = await sql<Selectable<MatchTable> & { before_state: MatchState }>`
    with target as (
      select id as target_id, state as before_state from match where ${targeted(trx.tenantId, target)}
      order by id limit ${target.limit ?? null} for update)
    update match m set state = 'TERMINATED', ended_at = ${trx.now}::timestamptz, end_reason = ${endReason}, version = m.version + 1
    from target where m.tenant_id = ${trx.tenantId} and m.id = target_id
    returning m.*, before_state`.execute(trx.sql);
  return rows.map((row) => ({ match: matchFromRow(row), before: row.before_state }));
}

/** Mentees of a programme who have a live match; only of these ids where they are given. */
export async function menteesWithLiveMatch(
  db: Db<MatchingTables>,
  programmeId: string,
  menteeIds?: readonly string[],
): Promise<Set<string>> {
  let query = db.sql
    .selectFrom("match")
    .select("mentee_id")
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", programmeId)
    .where("state", "in", liveStates);
  if (menteeIds) query = query.where(sql<boolean>`mentee_id = any(${[...menteeIds]}::text[])`);
  return new Set((await query.execute()).map((row) => row.mentee_id));
}

/** Pairs of a programme that are never proposed again. */
export async function barredPairs(
  db: Db<MatchingTables>,
  programmeId: string,
): Promise<{ mentorId: string; menteeId: string }[]> {
  return db.sql
    .selectFrom("match")
    .select(["mentor_id as mentorId", "mentee_id as menteeId"])
    .distinct()
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", programmeId)
    .where("end_reason", "in", barringReasons)
    .execute();
}
