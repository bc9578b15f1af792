import { notFound } from "@mentorship/shared/errors";
import type { Db, Trx } from "@mentorship/shared/postgres";
import type { AttendanceSettings, Evidence } from "../domain/attendance.ts";
import type { SentNotice } from "../domain/reminders.ts";
import type { SessionRecord, SessionSettings } from "../domain/session.ts";
import { type ProgrammeFacts, findProgrammes } from "./programme-facts.ts";
import { evidenceFromRow, noticeFromRow, participantFromRow, sessionFromRow } from "./session-rows.ts";
import type { SchedulingTables } from "./tables.ts";

export type LinkState = "none" | "pending" | "ready" | "rebinding" | "failed" | "removed";

/** A session with all that decides what becomes of it. */
export type Session = {
  readonly record: SessionRecord;
  readonly evidence: readonly Evidence[];
  readonly sent: readonly SentNotice[];
  readonly programme: ProgrammeFacts;
  readonly settings: SessionSettings & AttendanceSettings;
  readonly link: { readonly state: LinkState; readonly version: number };
  readonly outcomePendingTold: boolean;
};

/** The settings of a session that has no meeting link yet. Nobody tells who joins, so silence says nothing. */
export const settingsOf = (programme: ProgrammeFacts): Session["settings"] => ({
  ...programme.settings,
  providerReportsEvents: false,
});

/** The sessions with these ids in the order of the ids; unknown ones are left out. Five statements, however many. */
export async function findSessions(db: Db<SchedulingTables>, ids: readonly string[]): Promise<Session[]> {
  return load(db, ids, false);
}

/** The session, or undefined. */
export async function findSession(db: Db<SchedulingTables>, id: string): Promise<Session | undefined> {
  return (await load(db, [id], false))[0];
}

/** Locks the session and answers it as it stands. Throws NOT_FOUND. */
export async function lockSession(trx: Trx<SchedulingTables>, id: string): Promise<Session> {
  const session = (await load(trx, [id], true))[0];
  if (session === undefined) throw notFound("session", id);
  return session;
}

/** Locks these sessions in the order of their ids, so that two who lock several never wait for each other in a ring. */
export async function lockSessions(trx: Trx<SchedulingTables>, ids: readonly string[]): Promise<Session[]> {
  return load(trx, ids.toSorted(), true);
}

async function load(db: Db<SchedulingTables>, ids: readonly string[], lock: boolean): Promise<Session[]> {
  if (ids.length === 0) return [];
  const wanted = db.sql
    .selectFrom("session")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "in", ids)
    .orderBy("id");
  const rows = await (lock ? wanted.forUpdate() : wanted).execute();
  if (rows.length === 0) return [];
  const found = rows.map((row) => row.id);
  const participants = groupBy(await participantsOf(db, found), (row) => row.session_id);
  const evidence = groupBy(await evidenceOf(db, found), (row) => row.session_id);
  const sent = groupBy(await noticesOf(db, found), (row) => row.session_id);
  const programmes = await findProgrammes(db, [...new Set(rows.map((row) => row.programme_id))]);
  const byId = new Map(
    rows.map((row): [string, Session] => {
      const programme = programmes.get(row.programme_id);
      if (programme === undefined) throw new Error(`nothing is known of programme ${row.programme_id}`);
      const session: Session = {
        record: sessionFromRow(row, (participants.get(row.id) ?? []).map(participantFromRow)),
        evidence: (evidence.get(row.id) ?? []).map(evidenceFromRow),
        sent: (sent.get(row.id) ?? []).map(noticeFromRow),
        programme,
        settings: { ...settingsOf(programme), providerReportsEvents: row.provider_reports_events },
        link: { state: row.link_state as LinkState, version: row.link_version },
        outcomePendingTold: row.outcome_pending_told,
      };
      return [row.id, session];
    }),
  );
  return ids.flatMap((id) => byId.get(id) ?? []);
}

// The mentor first ("mentee" sorts before "mentor"), so that answers and events always list people in the same order.
function participantsOf(db: Db<SchedulingTables>, ids: string[]) {
  return db.sql
    .selectFrom("session_participant")
    .select(["session_id", "person_id", "role", "match_id"])
    .where("tenant_id", "=", db.tenantId)
    .where("session_id", "in", ids)
    .orderBy("role", "desc")
    .orderBy("person_id")
    .execute();
}

function noticesOf(db: Db<SchedulingTables>, ids: string[]) {
  return db.sql
    .selectFrom("notice_sent")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("session_id", "in", ids)
    .execute();
}

function evidenceOf(db: Db<SchedulingTables>, ids: string[]) {
  return db.sql
    .selectFrom("attendance_evidence")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("session_id", "in", ids)
    .orderBy("position")
    .execute();
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
