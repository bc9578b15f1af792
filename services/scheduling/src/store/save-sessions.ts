import { DomainError } from "@mentorship/shared/errors";
import { onConstraint, toRange, type Trx } from "@mentorship/shared/postgres";
import type { Participant } from "../domain/actor.ts";
import type { Evidence } from "../domain/attendance.ts";
import type { SentNotice } from "../domain/reminders.ts";
import { type SessionRecord, holdsTime } from "../domain/session.ts";
import { sql } from "kysely";
import type { LinkState, Session } from "./load-sessions.ts";
import { columnsOf } from "./session-rows.ts";
import type { SchedulingTables } from "./tables.ts";

/** Writes a new session and takes its people's time. Throws SLOT_TAKEN when one of them is taken. */
export async function insertSession(
  trx: Trx<SchedulingTables>,
  session: SessionRecord,
  linkState: LinkState,
): Promise<void> {
  const link = { link_state: linkState, link_version: 0, outcome_pending_told: false };
  await trx.sql
    .insertInto("session")
    .values({ tenant_id: trx.tenantId, id: session.id, ...columnsOf(session), ...link })
    .execute();
  await takeTime(trx, session, session.participants);
}

/** Writes a session that was changed, and its people's time where that changed. Throws SLOT_TAKEN when one of them is taken. */
export async function updateSession(
  trx: Trx<SchedulingTables>,
  before: SessionRecord,
  after: SessionRecord,
  outcomePendingTold: boolean,
): Promise<void> {
  await trx.sql
    .updateTable("session")
    .set({ ...columnsOf(after), outcome_pending_told: outcomePendingTold })
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", after.id)
    .execute();
  await exchangePeople(trx, before, after);
  const isSameTime = before.startsAt === after.startsAt && before.endsAt === after.endsAt;
  if (isSameTime && holdsTime(before.state) === holdsTime(after.state)) return;
  await takingTime(
    trx.sql
      .updateTable("session_participant")
      .set({ during: rangeOf(after), active: holdsTime(after.state) })
      .where("tenant_id", "=", trx.tenantId)
      .where("session_id", "=", after.id)
      .execute(),
  );
}

/** Frees the time of who left the session, and takes the time of who joined it. */
async function exchangePeople(trx: Trx<SchedulingTables>, before: SessionRecord, after: SessionRecord): Promise<void> {
  if (before.participants === after.participants) return;
  const isIn = (session: SessionRecord, one: Participant): boolean =>
    session.participants.some((other) => other.personId === one.personId);
  const left = before.participants.filter((one) => !isIn(after, one)).map((one) => one.personId);
  const joined = after.participants.filter((one) => !isIn(before, one));
  if (left.length > 0) {
    await trx.sql
      .deleteFrom("session_participant")
      .where("tenant_id", "=", trx.tenantId)
      .where("session_id", "=", after.id)
      .where("person_id", "in", left)
      .execute();
  }
  await takeTime(trx, after, joined);
}

async function takeTime(
  trx: Trx<SchedulingTables>,
  session: SessionRecord,
  people: readonly Participant[],
): Promise<void> {
  if (people.length === 0) return;
  await takingTime(
    trx.sql
      .insertInto("session_participant")
      .values(
        people.map((person) => ({
          tenant_id: trx.tenantId,
          session_id: session.id,
          person_id: person.personId,
          role: person.role,
          match_id: person.matchId,
          during: rangeOf(session),
          active: holdsTime(session.state),
          free_after: null,
        })),
      )
      .execute(),
  );
}

/** What is known of a session's meeting link. `reportsEvents`: its provider tells who joins and leaves. */
export type LinkNews = { readonly state: LinkState; readonly version: number; readonly reportsEvents: boolean };

/** Keeps where a session's link stands. Older news than what is known change nothing; answers whether these did. */
export async function putLink(trx: Trx<SchedulingTables>, sessionId: string, link: LinkNews): Promise<boolean> {
  const { numUpdatedRows } = await trx.sql
    .updateTable("session")
    .set((eb) => ({
      link_state: link.state,
      link_version: link.version,
      provider_reports_events: link.reportsEvents,
      version: eb("version", "+", 1),
    }))
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", sessionId)
    .where("link_version", "<", link.version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps what speaks for or against somebody's presence; of a piece that is there already, how long it now lasts. */
export async function insertEvidence(
  trx: Trx<SchedulingTables>,
  sessionId: string,
  evidence: readonly Evidence[],
): Promise<void> {
  if (evidence.length === 0) return;
  await trx.sql
    .insertInto("attendance_evidence")
    .values(
      evidence.map((one) => ({
        tenant_id: trx.tenantId,
        id: one.id,
        session_id: sessionId,
        person_id: one.personId,
        source: one.source,
        kind: one.kind,
        from_at: new Date(one.from),
        to_at: one.to === null ? null : new Date(one.to),
        recorded_at: new Date(one.recordedAt),
        schedule_version: one.scheduleVersion,
        stay_id: one.stayId,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "id"]).doUpdateSet({
        from_at: (eb) => eb.ref("excluded.from_at"),
        to_at: (eb) => eb.ref("excluded.to_at"),
      }),
    )
    .execute();
}

/** Writes what became of sessions whose time and people are as they were: states, rulings, and what was told of them. */
export async function updateOutcomes(trx: Trx<SchedulingTables>, sessions: readonly Session[]): Promise<void> {
  if (sessions.length === 0) return;
  const rows = sessions.map(({ record, outcomePendingTold }) => ({
    id: record.id,
    state: record.state,
    version: record.version,
    ruling: record.ruling,
    told: outcomePendingTold,
  }));
  await sql`update session set state = c.state, version = c.version, ruling = c.ruling, outcome_pending_told = c.told
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c(id uuid, state text, version int8, ruling jsonb, told boolean)
    where session.tenant_id = ${trx.tenantId} and session.id = c.id`.execute(trx.sql);
}

/** Keeps that reminders were decided. One that was decided before is an error, which undoes everything decided with it. */
export async function insertNotices(
  trx: Trx<SchedulingTables>,
  notices: readonly (SentNotice & { readonly sessionId: string })[],
): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(({ sessionId, personId, scheduleVersion, kind }) => [
    sessionId,
    personId,
    scheduleVersion,
    kind,
  ]);
  await sql`insert into notice_sent (tenant_id, session_id, person_id, schedule_version, kind, sent_at)
    select ${trx.tenantId}, (n ->> 0)::uuid, n ->> 1, (n ->> 2)::int8, n ->> 3, ${trx.now}
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as n`.execute(trx.sql);
}

const rangeOf = (session: SessionRecord): string => toRange(new Date(session.startsAt), new Date(session.endsAt));

/** Says nothing of whose session is in the way: the caller may not know of it. */
export const slotTaken = (): DomainError =>
  new DomainError("SLOT_TAKEN", "the time is not free for everyone of the session", { nearest_free: "" });

/** Waits for a statement that takes time. Throws SLOT_TAKEN where the constraint refuses it. */
export async function takingTime<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw onConstraint(error, { person_is_free: slotTaken });
  }
}
