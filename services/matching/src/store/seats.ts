import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { MatchingTables } from "./tables.ts";

/**
 * Locks the seats of mentors, in one order for everybody. The order of all locks is: run, programme, applications, seats, matches;
 * whoever keeps it can't wait in a circle.
 */
export async function lockSeats(
  trx: Trx<MatchingTables>,
  mentors: readonly { readonly programmeId: string; readonly mentorId: string }[],
): Promise<Map<string, { readonly maxMentees: number; readonly taken: number }>> {
  if (mentors.length === 0) return new Map();
  const { rows } = await sql<{ mentor_id: string; max_mentees: number; taken: number }>`
    select s.mentor_id, s.max_mentees, s.taken from mentor_seat s
    where s.tenant_id = ${trx.tenantId} and (s.programme_id, s.mentor_id) in (
      select w.programme, w.mentor from unnest(${mentors.map((each) => each.programmeId)}::uuid[],
        ${mentors.map((each) => each.mentorId)}::text[]) as w(programme, mentor))
    order by s.programme_id, s.mentor_id for update`.execute(trx.sql);
  return new Map(rows.map((row) => [row.mentor_id, { maxMentees: row.max_mentees, taken: row.taken }]));
}

/** How many seats of each mentor of a programme are taken, of these alone where some are named. Mentors without a row have none taken. */
export async function takenSeats(
  db: Db<MatchingTables>,
  programmeId: string,
  mentorIds?: readonly string[],
): Promise<Map<string, number>> {
  let query = db.sql
    .selectFrom("mentor_seat")
    .select(["mentor_id", "taken"])
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "=", programmeId)
    .where("taken", ">", 0);
  if (mentorIds) query = query.where("mentor_id", "in", [...mentorIds]);
  return new Map((await query.execute()).map((row) => [row.mentor_id, row.taken]));
}
