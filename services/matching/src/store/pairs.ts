import type { Db, Trx } from "@mentorship/shared/postgres";
import { barringReasons, liveStates, type Match, type MatchState } from "../domain/match.ts";
import { matchFromRow } from "./matches.ts";
import type { MatchingTables } from "./tables.ts";

/** Who stands on the two sides of a match, in which programme. */
export interface Pair {
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
}

/** The live match of a mentee in a programme, whoever the mentor is. */
export async function findLiveMatchOf(
  db: Db<MatchingTables>,
  { programmeId, menteeId }: Pick<Pair, "programmeId" | "menteeId">,
): Promise<Match | undefined> {
  const row = await db.sql
    .selectFrom("match")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", programmeId)
    .where("mentee_id", "=", menteeId)
    .where("state", "in", [...liveStates] satisfies MatchState[])
    .executeTakeFirst();
  return row && matchFromRow(row);
}

/** Every match that a pair ever had in a programme, the newest first. */
export async function findMatchesOfPair(
  db: Db<MatchingTables>,
  { programmeId, mentorId, menteeId }: Pair,
): Promise<Match[]> {
  const rows = await db.sql
    .selectFrom("match")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", programmeId)
    .where("mentee_id", "=", menteeId)
    .where("mentor_id", "=", mentorId)
    .orderBy("proposed_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(matchFromRow);
}

const barring: ReadonlySet<string | null> = new Set(barringReasons);

/** Of the matches of a pair the one whose end keeps the two apart for good. */
export const barringOf = (matches: readonly Match[]): Match | undefined =>
  matches.find(({ endReason }) => barring.has(endReason));

/** Writes a new match. False: the mentee has a live one by now. The seat must be locked before; a full mentor fails the statement. */
export async function insertMatch(trx: Trx<MatchingTables>, match: Match): Promise<boolean> {
  const query = trx.sql.insertInto("match").values({
    tenant_id: trx.tenantId,
    id: match.id,
    programme_id: match.programmeId,
    mentor_id: match.mentorId,
    mentee_id: match.menteeId,
    state: match.state,
    score_billionths: match.score,
    reasons: JSON.stringify(match.reasons),
    run_id: match.runId === "" ? null : match.runId,
    paired_by: match.pairedBy,
    fit_override_reason: match.fitOverrideReason,
    proposed_at: match.proposedAt,
    accepted_by_mentor_at: null,
    accepted_at: null,
    ended_at: null,
    end_reason: null,
    terminated_reason: "",
    ended_by: "",
    version: match.version,
  });
  const { numInsertedOrUpdatedRows } = await query
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}
