import type { Db, Trx } from "@mentorship/shared/postgres";
import type { Selectable } from "kysely";
import type { Link } from "../domain/link.ts";
import type { ConferencingTables, LinkTable } from "./tables.ts";

const linkFromRow = (row: Selectable<LinkTable>): Link => ({
  sessionId: row.session_id,
  programmeId: row.programme_id,
  matchId: row.match_id,
  state: row.state,
  room: row.room,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  scheduleVersion: row.schedule_version,
  sessionVersion: row.session_version,
  version: row.version,
});

/** A session's link, or null where there never was one. */
export async function findLink(db: Db<ConferencingTables>, sessionId: string): Promise<Link | null> {
  const row = await db.sql
    .selectFrom("link")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("session_id", "=", sessionId)
    .executeTakeFirst();
  return row ? linkFromRow(row) : null;
}

/** Locks a session's link. Null where there never was one. */
export async function lockLink(trx: Trx<ConferencingTables>, sessionId: string): Promise<Link | null> {
  const row = await trx.sql
    .selectFrom("link")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("session_id", "=", sessionId)
    .forUpdate()
    .executeTakeFirst();
  return row ? linkFromRow(row) : null;
}

/** Locks all links among these sessions, in the order of their ids. */
export async function lockLinks(trx: Trx<ConferencingTables>, sessionIds: readonly string[]): Promise<Link[]> {
  if (sessionIds.length === 0) return [];
  const rows = await trx.sql
    .selectFrom("link")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("session_id", "in", sessionIds)
    .orderBy("session_id")
    .forUpdate()
    .execute();
  return rows.map(linkFromRow);
}

/** Writes a link as it is now. */
export async function saveLink(trx: Trx<ConferencingTables>, link: Link): Promise<void> {
  const row = {
    programme_id: link.programmeId,
    match_id: link.matchId,
    state: link.state,
    room: link.room,
    starts_at: link.startsAt,
    ends_at: link.endsAt,
    schedule_version: link.scheduleVersion,
    session_version: link.sessionVersion,
    version: link.version,
  };
  await trx.sql
    .insertInto("link")
    .values({ tenant_id: trx.tenantId, session_id: link.sessionId, ...row })
    .onConflict((conflict) => conflict.columns(["tenant_id", "session_id"]).doUpdateSet(row))
    .execute();
}
