import { DomainError } from "@mentorship/shared/errors";
import { onConstraint, toRange, type Trx } from "@mentorship/shared/postgres";
import type { Evidence } from "../domain/attendance.ts";
import type { ReminderKind } from "../domain/reminders.ts";
import { type SessionRecord, holdsTime } from "../domain/session.ts";
import type { LinkState } from "./load-sessions.ts";
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
  await takingTime(
    trx.sql
      .insertInto("session_participant")
      .values(
        session.participants.map((person) => ({
          tenant_id: trx.tenantId,
          session_id: session.id,
          person_id: person.personId,
          role: person.role,
          match_id: person.matchId,
          during: rangeOf(session),
          active: true,
        })),
      )
      .execute(),
  );
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

/** Keeps where a session's link stands. Older news than what is known change nothing. */
export async function putLink(
  trx: Trx<SchedulingTables>,
  sessionId: string,
  link: { readonly state: LinkState; readonly version: number },
): Promise<void> {
  await trx.sql
    .updateTable("session")
    .set((eb) => ({ link_state: link.state, link_version: link.version, version: eb("version", "+", 1) }))
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", sessionId)
    .where("link_version", "<", link.version)
    .execute();
}

/** Keeps what speaks for or against somebody's presence. */
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
      })),
    )
    .execute();
}

/** Keeps that a reminder was decided for these people. Answers those of them for whom it was not before. */
export async function insertNotices(
  trx: Trx<SchedulingTables>,
  session: SessionRecord,
  kind: ReminderKind,
  personIds: readonly string[],
): Promise<string[]> {
  const rows = await trx.sql
    .insertInto("notice_sent")
    .values(
      personIds.map((personId) => ({
        tenant_id: trx.tenantId,
        session_id: session.id,
        person_id: personId,
        schedule_version: session.scheduleVersion,
        kind,
        sent_at: trx.now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("person_id")
    .execute();
  return rows.map((row) => row.person_id);
}

const rangeOf = (session: SessionRecord): string => toRange(new Date(session.startsAt), new Date(session.endsAt));

/** Says nothing of whose session is in the way: the caller may not know of it. */
export const slotTaken = (): DomainError =>
  new DomainError("SLOT_TAKEN", "the time is not free for everyone of the session", { nearest_free: "" });

async function takingTime<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw onConstraint(error, { person_is_free: slotTaken });
  }
}
