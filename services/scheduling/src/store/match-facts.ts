import type { Db, Trx } from "@mentorship/shared/postgres";
import type { Selectable } from "kysely";
import type { MatchFactsTable, SchedulingTables } from "./tables.ts";

/** What this service knows of a match. `seenByMentee`: the mentor has accepted it once, so that the mentee knows of it. */
export type MatchFacts = {
  readonly id: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly state: "proposed" | "accepted_by_mentor" | "accepted" | "declined" | "terminated";
  readonly version: number;
  readonly seenByMentee: boolean;
};

/** Keeps what a match is. Facts of an older version change nothing. */
export async function putMatch(trx: Trx<SchedulingTables>, facts: MatchFacts): Promise<void> {
  const row = { state: facts.state, version: facts.version, seen_by_mentee: facts.seenByMentee };
  const pair = { programme_id: facts.programmeId, mentor_id: facts.mentorId, mentee_id: facts.menteeId };
  await trx.sql
    .insertInto("match_facts")
    .values({ tenant_id: trx.tenantId, id: facts.id, ...pair, ...row, sessions_cancelled: false })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "id"]).doUpdateSet(row).where("match_facts.version", "<", facts.version),
    )
    .execute();
}

/** What is known of a match, or undefined. */
export async function findMatch(db: Db<SchedulingTables>, id: string): Promise<MatchFacts | undefined> {
  const row = await matchRow(db, id).executeTakeFirst();
  return row === undefined ? undefined : matchFromRow(row);
}

/** What is known of these matches; unknown ones are left out. */
export async function findMatches(db: Db<SchedulingTables>, ids: readonly string[]): Promise<MatchFacts[]> {
  if (ids.length === 0) return [];
  const rows = await db.sql
    .selectFrom("match_facts")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "in", [...ids])
    .execute();
  return rows.map(matchFromRow);
}

/** The same, and nobody ends the match until this transaction does: what is booked in it is seen by whoever cancels next. */
export async function shareMatch(trx: Trx<SchedulingTables>, id: string): Promise<MatchFacts | undefined> {
  const row = await matchRow(trx, id).forShare().executeTakeFirst();
  return row === undefined ? undefined : matchFromRow(row);
}

/** What is known of these matches, locked as `shareMatch` does, in the order of the ids. */
export async function shareMatches(trx: Trx<SchedulingTables>, ids: readonly string[]): Promise<MatchFacts[]> {
  if (ids.length === 0) return [];
  const rows = await trx.sql
    .selectFrom("match_facts")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "in", [...ids])
    .orderBy("id")
    .forShare()
    .execute();
  return rows.map(matchFromRow);
}

/** What is known of the matches between these mentors and mentees in a programme; `shared` as `shareMatch`, in the order of the ids. */
export async function matchesOfPairs(
  db: Db<SchedulingTables>,
  of: { readonly programmeId: string; readonly mentorIds: readonly string[]; readonly menteeIds: readonly string[] },
  shared: boolean,
): Promise<MatchFacts[]> {
  if (of.mentorIds.length === 0 || of.menteeIds.length === 0) return [];
  const found = db.sql
    .selectFrom("match_facts")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", of.programmeId)
    .where("mentor_id", "in", [...of.mentorIds])
    .where("mentee_id", "in", [...of.menteeIds])
    .orderBy("id");
  const rows = await (shared ? found.forShare() : found).execute();
  return rows.map(matchFromRow);
}

/**
 * Locks an ended match whose sessions are still to be dealt with, and marks it dealt with. False: it has not ended, or it was done.
 * Waits for bookings under way.
 */
export async function closeMatch(trx: Trx<SchedulingTables>, id: string): Promise<boolean> {
  const closed = await trx.sql
    .updateTable("match_facts")
    .set({ sessions_cancelled: true })
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", id)
    .where("state", "in", ["declined", "terminated"])
    .where("sessions_cancelled", "=", false)
    .executeTakeFirst();
  return closed.numUpdatedRows === 1n;
}

/** Whether this service knows of an accepted match between the two. */
export async function hasAcceptedMatch(
  db: Db<SchedulingTables>,
  pair: { readonly mentorId: string; readonly menteeId: string },
): Promise<boolean> {
  const row = await db.sql
    .selectFrom("match_facts")
    .select("id")
    .where("tenant_id", "=", db.tenantId)
    .where("mentor_id", "=", pair.mentorId)
    .where("mentee_id", "=", pair.menteeId)
    .where("state", "=", "accepted")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those of these people with whom the person has an accepted match in that role. */
export async function acceptedPartners(
  db: Db<SchedulingTables>,
  person: { readonly id: string; readonly role: "mentor" | "mentee" },
  others: readonly string[],
): Promise<Set<string>> {
  if (others.length === 0) return new Set();
  const [mine, theirs] =
    person.role === "mentor" ? (["mentor_id", "mentee_id"] as const) : (["mentee_id", "mentor_id"] as const);
  const rows = await db.sql
    .selectFrom("match_facts")
    .select(`${theirs} as other_id`)
    .where("tenant_id", "=", db.tenantId)
    .where(mine, "=", person.id)
    .where(theirs, "in", [...others])
    .where("state", "=", "accepted")
    .execute();
  return new Set(rows.map((row) => row.other_id));
}

function matchRow(db: Db<SchedulingTables>, id: string) {
  return db.sql.selectFrom("match_facts").selectAll().where("tenant_id", "=", db.tenantId).where("id", "=", id);
}

export function matchFromRow(row: Selectable<MatchFactsTable>): MatchFacts {
  return {
    id: row.id,
    programmeId: row.programme_id,
    mentorId: row.mentor_id,
    menteeId: row.mentee_id,
    state: row.state as MatchFacts["state"],
    version: row.version,
    seenByMentee: row.seen_by_mentee,
  };
}
