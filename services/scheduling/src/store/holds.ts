import { type Db, toRange, type Trx } from "@mentorship/shared/postgres";
import { putDue, removeDue } from "@mentorship/shared/clock";
import { type Selectable, sql } from "kysely";
import type { Hold } from "../domain/hold.ts";
import type { Instant } from "../domain/time/instant.ts";
import { takingTime } from "./save-sessions.ts";
import type { SchedulingTables, SlotHoldTable } from "./tables.ts";

/** The kind of this service's rows that wait for the end of a hold, a request's included. */
export const HOLD_DUE = "hold";

/** Keeps a time for somebody, until it expires. Throws SLOT_TAKEN when one of the two is taken. */
export async function insertHold(trx: Trx<SchedulingTables>, hold: Hold): Promise<void> {
  const { id, kind, holderId, programmeId, matchId, mentorId, menteeId } = hold;
  const [startsAt, endsAt] = [new Date(hold.startsAt), new Date(hold.endsAt)];
  const expiresAt = new Date(hold.expiresAt);
  await trx.sql
    .insertInto("slot_hold")
    .values({
      tenant_id: trx.tenantId,
      id,
      kind,
      holder_id: holderId,
      programme_id: programmeId,
      match_id: matchId,
      mentor_id: mentorId,
      mentee_id: menteeId,
      starts_at: startsAt,
      ends_at: endsAt,
      expires_at: expiresAt,
    })
    .execute();
  const taken = (personId: string, role: string) => ({
    tenant_id: trx.tenantId,
    session_id: id,
    person_id: personId,
    role,
    match_id: matchId,
    during: toRange(startsAt, endsAt),
    active: true,
    kind: "hold",
    free_after: expiresAt,
  });
  const both = [taken(mentorId, "mentor"), taken(menteeId, "mentee")];
  await takingTime(trx.sql.insertInto("session_participant").values(both).execute());
  await putDue(trx, { kind: HOLD_DUE, id, dueAt: expiresAt });
}

/** Locks holds by these conditions in the order of their ids, so that two who lock several never wait for each other in a ring. */
export async function lockHolds(
  trx: Trx<SchedulingTables>,
  of:
    | { readonly id: string }
    | { readonly matchId: string }
    | { readonly personId: string }
    | { readonly programmeId: string }
    | { readonly holderId: string; readonly mentorIds: readonly string[] },
): Promise<Hold[]> {
  const rows = await trx.sql
    .selectFrom("slot_hold")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .$if("id" in of, (query) => query.where("id", "=", (of as { id: string }).id))
    .$if("matchId" in of, (query) => query.where("match_id", "=", (of as { matchId: string }).matchId))
    .$if("programmeId" in of, (query) => query.where("programme_id", "=", (of as { programmeId: string }).programmeId))
    .$if("personId" in of, (query) => {
      const { personId } = of as { personId: string };
      return query.where((eb) => eb.or([eb("mentor_id", "=", personId), eb("mentee_id", "=", personId)]));
    })
    .$if("holderId" in of, (query) => {
      const { holderId, mentorIds } = of as { holderId: string; mentorIds: readonly string[] };
      return query
        .where("holder_id", "=", holderId)
        .where("mentor_id", "in", [...mentorIds])
        .where("kind", "=", "hold");
    })
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(holdFromRow);
}

/** What this person holds of these mentors' time. */
export async function ownHolds(
  db: Db<SchedulingTables>,
  holderId: string,
  mentorIds: readonly string[],
): Promise<Hold[]> {
  if (mentorIds.length === 0) return [];
  const rows = await db.sql
    .selectFrom("slot_hold")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("holder_id", "=", holderId)
    .where("mentor_id", "in", [...mentorIds])
    .where("kind", "=", "hold")
    .execute();
  return rows.map(holdFromRow);
}

/** Gives the time of locked holds back, and forgets them. */
export async function removeHolds(trx: Trx<SchedulingTables>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.sql
    .deleteFrom("session_participant")
    .where("tenant_id", "=", trx.tenantId)
    .where("session_id", "in", [...ids])
    .where("kind", "=", "hold")
    .execute();
  await trx.sql
    .deleteFrom("slot_hold")
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "in", [...ids])
    .execute();
  await removeDue(trx, HOLD_DUE, ids);
}

/**
 * Takes what expired holds still take of these people's time out of the way. Call it under the locks of their time: it touches nobody
 * else's, so that two who clear up never wait for each other in a ring. The sweep forgets the holds themselves.
 */
export async function clearExpired(
  trx: Trx<SchedulingTables>,
  personIds: readonly string[],
  within: { readonly startsAt: Instant; readonly endsAt: Instant },
): Promise<void> {
  const range = toRange(new Date(within.startsAt), new Date(within.endsAt));
  await trx.sql
    .deleteFrom("session_participant")
    .where("tenant_id", "=", trx.tenantId)
    .where("active", "=", true)
    .where(
      sql<boolean>`person_key = any (array(select hashtextextended(id, 0) from unnest(${sql.val([...personIds])}::text[]) id))`,
    )
    .where("person_id", "in", [...personIds])
    .where(sql<boolean>`during && ${range}::tstzrange`)
    .where("free_after", "<=", trx.now)
    .execute();
}

export function holdFromRow(row: Selectable<SlotHoldTable>): Hold {
  return {
    id: row.id,
    kind: row.kind as Hold["kind"],
    holderId: row.holder_id,
    programmeId: row.programme_id,
    matchId: row.match_id,
    mentorId: row.mentor_id,
    menteeId: row.mentee_id,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}
