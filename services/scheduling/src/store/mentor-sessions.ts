import type { Db } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Participant } from "../domain/actor.ts";
import type { Instant, Interval } from "../domain/time/instant.ts";
import type { SchedulingTables } from "./tables.ts";

/** A session that somebody takes part in, with everybody who does. */
export type TakenSession = Interval & { readonly id: string; readonly participants: readonly Participant[] };

/** The sessions that take the person's time in `[from, to)`, in whatever role, by their beginning. */
export async function sessionsTaking(
  db: Db<SchedulingTables>,
  personId: string,
  within: { readonly from: Instant; readonly to: Instant },
): Promise<TakenSession[]> {
  const range = `[${new Date(within.from).toISOString()},${new Date(within.to).toISOString()})`;
  const rows = await db.sql
    .selectFrom("session_participant as mine")
    .innerJoin("session_participant as each", (join) =>
      join.onRef("each.tenant_id", "=", "mine.tenant_id").onRef("each.session_id", "=", "mine.session_id"),
    )
    .select([
      "mine.session_id as id",
      sql<Date>`lower(mine.during)`.as("starts_at"),
      sql<Date>`upper(mine.during)`.as("ends_at"),
      sql<Participant[]>`jsonb_agg(jsonb_build_object(
        'personId', each.person_id, 'role', each.role, 'matchId', each.match_id))`.as("participants"),
    ])
    .where("mine.tenant_id", "=", db.tenantId)
    .where("mine.active", "=", true)
    .where("mine.kind", "=", "session")
    // The key lets the constraint's index answer.
    .where(sql<boolean>`mine.person_key = hashtextextended(${personId}, 0)`)
    .where("mine.person_id", "=", personId)
    .where(sql<boolean>`mine.during && ${range}::tstzrange`)
    .groupBy(["mine.session_id", "mine.during"])
    .orderBy(sql`lower(mine.during)`)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    start: row.starts_at.getTime(),
    end: row.ends_at.getTime(),
    participants: row.participants,
  }));
}

/** A session to come of a mentor. */
export type ComingSession = Interval & { readonly id: string; readonly programmeId: string };

/** The sessions that the mentor is to give, from the transaction's time on, by their beginning. */
export async function sessionsToCome(db: Db<SchedulingTables>, mentorId: string): Promise<ComingSession[]> {
  const rows = await db.sql
    .selectFrom("session_participant as mine")
    .innerJoin("session", (join) =>
      join.onRef("session.tenant_id", "=", "mine.tenant_id").onRef("session.id", "=", "mine.session_id"),
    )
    .select(["session.id", "session.programme_id", "session.starts_at", "session.ends_at"])
    .where("mine.tenant_id", "=", db.tenantId)
    .where("mine.person_id", "=", mentorId)
    .where("mine.role", "=", "mentor")
    .where("mine.active", "=", true)
    .where("session.state", "=", "scheduled")
    .where("session.starts_at", ">=", db.now)
    .orderBy("session.starts_at")
    .orderBy("session.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    programmeId: row.programme_id,
    start: row.starts_at.getTime(),
    end: row.ends_at.getTime(),
  }));
}
