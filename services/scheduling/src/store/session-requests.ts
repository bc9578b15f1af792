import { DomainError, notFound } from "@mentorship/shared/errors";
import { type Db, onConstraint, type Trx } from "@mentorship/shared/postgres";
import type { Insertable, Selectable } from "kysely";
import type { RequestState, SessionRequestRecord } from "../domain/session-request.ts";
import type { Modality } from "../domain/session.ts";
import { formatWallTime } from "../domain/time/calendar.ts";
import { wallTimeFrom } from "./session-rows.ts";
import type { SchedulingTables, SessionRequestTable } from "./tables.ts";

/** Writes a new request. Throws ALREADY_REQUESTED where one of the same match waits. */
export async function insertRequest(trx: Trx<SchedulingTables>, request: SessionRequestRecord): Promise<void> {
  try {
    await trx.sql
      .insertInto("session_request")
      .values({ tenant_id: trx.tenantId, id: request.id, ...columnsOf(request) })
      .execute();
  } catch (error) {
    throw onConstraint(error, { session_request_one_pending: () => alreadyRequested("") });
  }
}

/** Says that a request of the match waits already; which, where that is known. */
export const alreadyRequested = (id: string): DomainError =>
  new DomainError("ALREADY_REQUESTED", "a request of this match waits to be answered", { session_request_id: id });

/** Writes a request that was settled. */
export async function updateRequest(trx: Trx<SchedulingTables>, request: SessionRequestRecord): Promise<void> {
  await trx.sql
    .updateTable("session_request")
    .set(columnsOf(request))
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", request.id)
    .execute();
}

/** The request, or undefined. */
export async function findRequest(db: Db<SchedulingTables>, id: string): Promise<SessionRequestRecord | undefined> {
  const row = await rowsOf(db).where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : requestFromRow(row);
}

/** Locks the request and answers it as it stands. Throws NOT_FOUND. */
export async function lockRequest(trx: Trx<SchedulingTables>, id: string): Promise<SessionRequestRecord> {
  const row = await rowsOf(trx).where("id", "=", id).forUpdate().executeTakeFirst();
  if (row === undefined) throw notFound("session_request", id);
  return requestFromRow(row);
}

/** The request of a match that waits, or undefined. */
export async function pendingOf(db: Db<SchedulingTables>, matchId: string): Promise<SessionRequestRecord | undefined> {
  const row = await rowsOf(db).where("match_id", "=", matchId).where("state", "=", "pending").executeTakeFirst();
  return row === undefined ? undefined : requestFromRow(row);
}

export type RequestPosition = { readonly requestedAt: Date; readonly id: string };

/** Which requests to list. Null: no such bound. `personId`: only those of this person, on either side. */
export type RequestFilter = {
  readonly personId: string | null;
  readonly programmeId: string | null;
  readonly matchId: string | null;
  readonly states: readonly RequestState[];
  readonly after: RequestPosition | undefined;
  readonly limit: number;
};

/** Requests by the time at which they were made, the newest first. One whose time is over counts as lapsed. */
export async function listRequests(db: Db<SchedulingTables>, filter: RequestFilter): Promise<SessionRequestRecord[]> {
  const { after, states } = filter;
  const rows = await rowsOf(db)
    .$if(filter.personId !== null, (query) => {
      const personId = filter.personId as string;
      return query.where((eb) => eb.or([eb("mentor_id", "=", personId), eb("mentee_id", "=", personId)]));
    })
    .$if(filter.programmeId !== null, (query) => query.where("programme_id", "=", filter.programmeId as string))
    .$if(filter.matchId !== null, (query) => query.where("match_id", "=", filter.matchId as string))
    .$if(states.length > 0, (query) =>
      query.where((eb) => {
        const isOver = eb.and([eb("state", "=", "pending"), eb("expires_at", "<=", db.now)]);
        const stands = eb.and([eb("state", "in", [...states]), eb.not(isOver)]);
        return states.includes("lapsed") ? eb.or([stands, isOver]) : stands;
      }),
    )
    .$if(after !== undefined, (query) =>
      query.where((eb) => {
        const { requestedAt, id } = after as RequestPosition;
        return eb(eb.refTuple("requested_at", "id"), "<", eb.tuple(requestedAt, id));
      }),
    )
    .orderBy("requested_at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit)
    .execute();
  return rows.map(requestFromRow);
}

function rowsOf(db: Db<SchedulingTables>) {
  return db.sql.selectFrom("session_request").selectAll().where("tenant_id", "=", db.tenantId);
}

function columnsOf(request: SessionRequestRecord): Omit<Insertable<SessionRequestTable>, "tenant_id" | "id"> {
  return {
    programme_id: request.programmeId,
    match_id: request.matchId,
    mentor_id: request.mentorId,
    mentee_id: request.menteeId,
    state: request.state,
    starts_at: new Date(request.startsAt),
    ends_at: new Date(request.endsAt),
    zone: request.zone,
    local_start: formatWallTime(request.localStart),
    zone_data_version: request.zoneDataVersion,
    title: request.title,
    agenda: request.agenda,
    objectives: JSON.stringify(request.objectives),
    materials: JSON.stringify(request.materials),
    modality: request.modality,
    requested_at: new Date(request.requestedAt),
    expires_at: new Date(request.expiresAt),
    settled_at: request.settledAt === null ? null : new Date(request.settledAt),
    settled_by: request.settledBy,
    refusal_reason: request.refusalReason,
    session_id: request.sessionId,
    version: request.version,
  };
}

function requestFromRow(row: Selectable<SessionRequestTable>): SessionRequestRecord {
  return {
    id: row.id,
    programmeId: row.programme_id,
    matchId: row.match_id,
    mentorId: row.mentor_id,
    menteeId: row.mentee_id,
    state: row.state as RequestState,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at.getTime(),
    zone: row.zone,
    localStart: wallTimeFrom(row.local_start),
    zoneDataVersion: row.zone_data_version,
    title: row.title,
    agenda: row.agenda,
    objectives: row.objectives,
    materials: row.materials,
    modality: row.modality as Modality,
    requestedAt: row.requested_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    settledAt: row.settled_at?.getTime() ?? null,
    settledBy: row.settled_by,
    refusalReason: row.refusal_reason,
    sessionId: row.session_id,
    version: row.version,
  };
}
