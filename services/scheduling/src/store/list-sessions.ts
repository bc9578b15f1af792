import type { Db, Trx } from "@mentorship/shared/postgres";
import type { ExpressionBuilder } from "kysely";
import type { Side } from "../domain/actor.ts";
import type { SessionState } from "../domain/session.ts";
import type { SchedulingTables } from "./tables.ts";

export type SessionPosition = { readonly startsAt: Date; readonly id: string };

/** Which sessions to list, by their beginning. Null: no such bound. */
export type SessionFilter = {
  /** Only those that this person takes part in on one of these sides. */
  readonly scope: { readonly personId: string; readonly sides: readonly Side[] } | null;
  readonly programmeId: string | null;
  readonly matchId: string | null;
  readonly states: readonly SessionState[];
  readonly fromAt: Date | null;
  readonly toAt: Date | null;
  readonly personId: string | null;
  readonly outcomePending: boolean;
  readonly after: SessionPosition | undefined;
  readonly limit: number;
};

/** The positions of the sessions that the filter finds. */
export async function listSessionIds(db: Db<SchedulingTables>, filter: SessionFilter): Promise<SessionPosition[]> {
  const { scope, after } = filter;
  const rows = await db.sql
    .selectFrom("session")
    .select(["id", "starts_at"])
    .where("tenant_id", "=", db.tenantId)
    .$if(scope !== null, (query) => {
      const { personId, sides } = scope as NonNullable<SessionFilter["scope"]>;
      return query.where("id", "in", (eb) => ofPerson(eb, db.tenantId, personId).where("role", "in", [...sides]));
    })
    .$if(filter.personId !== null, (query) =>
      query.where("id", "in", (eb) => ofPerson(eb, db.tenantId, filter.personId as string)),
    )
    .$if(filter.programmeId !== null, (query) => query.where("programme_id", "=", filter.programmeId as string))
    .$if(filter.matchId !== null, (query) =>
      query.where("id", "in", (eb) => ofMatch(eb, db.tenantId, filter.matchId as string)),
    )
    .$if(filter.states.length > 0, (query) => query.where("state", "in", [...filter.states]))
    .$if(filter.fromAt !== null, (query) => query.where("starts_at", ">=", filter.fromAt as Date))
    .$if(filter.toAt !== null, (query) => query.where("starts_at", "<", filter.toAt as Date))
    .$if(filter.outcomePending, (query) =>
      query.where("state", "in", ["scheduled", "in_progress"]).where("ends_at", "<=", db.now),
    )
    .$if(after !== undefined, (query) =>
      query.where((eb) =>
        eb(
          eb.refTuple("starts_at", "id"),
          ">",
          eb.tuple((after as SessionPosition).startsAt, (after as SessionPosition).id),
        ),
      ),
    )
    .orderBy("starts_at")
    .orderBy("id")
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({ startsAt: row.starts_at, id: row.id }));
}

/** The ids of the sessions that have not begun and belong to a match, or have this person. */
export async function sessionsToCome(
  db: Trx<SchedulingTables>,
  of: { readonly matchId: string } | { readonly personId: string },
): Promise<string[]> {
  const rows = await db.sql
    .selectFrom("session")
    .select("id")
    .where("tenant_id", "=", db.tenantId)
    .where("state", "=", "scheduled")
    .where("starts_at", ">", db.now)
    .$if("matchId" in of, (query) =>
      query.where("id", "in", (eb) => ofMatch(eb, db.tenantId, (of as { matchId: string }).matchId)),
    )
    .$if("personId" in of, (query) =>
      query.where("id", "in", (eb) => ofPerson(eb, db.tenantId, (of as { personId: string }).personId)),
    )
    .execute();
  return rows.map((row) => row.id);
}

/** The ids of the sessions of a series that have not begun, from a place in it on. */
export async function seriesToCome(
  db: Trx<SchedulingTables>,
  seriesId: string,
  fromPosition: number,
): Promise<string[]> {
  const rows = await db.sql
    .selectFrom("session")
    .select("id")
    .where("tenant_id", "=", db.tenantId)
    .where("series_id", "=", seriesId)
    .where("series_position", ">=", fromPosition)
    .where("state", "=", "scheduled")
    .where("starts_at", ">", db.now)
    .execute();
  return rows.map((row) => row.id);
}

type Expressions = ExpressionBuilder<SchedulingTables, "session">;

function ofMatch(eb: Expressions, tenantId: string, matchId: string) {
  return eb
    .selectFrom("session_participant")
    .select("session_participant.session_id")
    .where("session_participant.tenant_id", "=", tenantId)
    .where("session_participant.match_id", "=", matchId)
    .where("session_participant.kind", "=", "session");
}

function ofPerson(eb: Expressions, tenantId: string, personId: string) {
  return eb
    .selectFrom("session_participant")
    .select("session_participant.session_id")
    .where("session_participant.tenant_id", "=", tenantId)
    .where("session_participant.person_id", "=", personId)
    .where("session_participant.kind", "=", "session");
}
