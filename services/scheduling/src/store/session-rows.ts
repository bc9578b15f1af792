import type { Insertable, Selectable } from "kysely";
import type { Participant } from "../domain/actor.ts";
import type { AvailabilityRule } from "../domain/availability-fit.ts";
import type { Evidence } from "../domain/attendance.ts";
import type { SentNotice } from "../domain/reminders.ts";
import { matchIdOf } from "../domain/session.ts";
import type { Cancellation, Modality, NoteVisibility, Ruling, SessionRecord, SessionState } from "../domain/session.ts";
import { formatWallTime, parseLocalTime, wallTimeOf } from "../domain/time/calendar.ts";
import type { WallTime } from "../domain/time/calendar.ts";
import type { AttendanceEvidenceTable, NoticeSentTable, SessionParticipantTable, SessionTable } from "./tables.ts";

/** The session that a row and its participants stand for. */
export function sessionFromRow(row: Selectable<SessionTable>, participants: readonly Participant[]): SessionRecord {
  return {
    id: row.id,
    programmeId: row.programme_id,
    participants,
    title: row.title,
    agenda: row.agenda,
    objectives: row.objectives,
    materials: row.materials,
    modality: row.modality as Modality,
    provider: null,
    phaseId: null,
    series: row.series_id === null ? null : { id: row.series_id, position: row.series_position ?? 1 },
    notesVisibleTo: row.notes_visible_to as NoteVisibility,
    state: row.state as SessionState,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at.getTime(),
    zone: row.zone,
    localStart: wallTimeFrom(row.local_start),
    zoneDataVersion: row.zone_data_version,
    version: row.version,
    scheduleVersion: row.schedule_version,
    timeSetAt: row.time_set_at.getTime(),
    bookedBy: row.booked_by,
    outsideAvailability: row.outside_availability as AvailabilityRule | null,
    ruling: row.ruling as Ruling | null,
    cancellation: row.cancellation as Cancellation | null,
  };
}

/** The columns that a session is kept in, without its key, its link and its participants. */
export function columnsOf(
  session: SessionRecord,
): Omit<
  Insertable<SessionTable>,
  "tenant_id" | "id" | "link_state" | "link_version" | "outcome_pending_told" | "provider_reports_events"
> {
  return {
    programme_id: session.programmeId,
    match_id: matchIdOf(session),
    title: session.title,
    agenda: session.agenda,
    objectives: JSON.stringify(session.objectives),
    materials: JSON.stringify(session.materials),
    modality: session.modality,
    notes_visible_to: session.notesVisibleTo,
    state: session.state,
    starts_at: new Date(session.startsAt),
    ends_at: new Date(session.endsAt),
    zone: session.zone,
    local_start: formatWallTime(session.localStart),
    zone_data_version: session.zoneDataVersion,
    schedule_version: session.scheduleVersion,
    version: session.version,
    time_set_at: new Date(session.timeSetAt),
    booked_by: session.bookedBy,
    outside_availability: session.outsideAvailability,
    ruling: session.ruling === null ? null : JSON.stringify(session.ruling),
    cancellation: session.cancellation === null ? null : JSON.stringify(session.cancellation),
    series_id: session.series?.id ?? null,
    series_position: session.series?.position ?? null,
  };
}

export function participantFromRow(
  row: Pick<Selectable<SessionParticipantTable>, "person_id" | "role" | "match_id">,
): Participant {
  return { personId: row.person_id, role: row.role as Participant["role"], matchId: row.match_id };
}

export function evidenceFromRow(row: Selectable<AttendanceEvidenceTable>): Evidence {
  return {
    id: row.id,
    personId: row.person_id,
    source: row.source as Evidence["source"],
    kind: row.kind as Evidence["kind"],
    from: row.from_at.getTime(),
    to: row.to_at?.getTime() ?? null,
    recordedAt: row.recorded_at.getTime(),
    scheduleVersion: row.schedule_version,
    stayId: row.stay_id,
  };
}

export function noticeFromRow(row: Selectable<NoticeSentTable>): SentNotice {
  return {
    personId: row.person_id,
    scheduleVersion: row.schedule_version,
    kind: row.kind as SentNotice["kind"],
  };
}

/** The wall time that a column holds as text. */
export function wallTimeFrom(text: string): WallTime {
  const local = parseLocalTime(text);
  const wall = local === null ? null : wallTimeOf(local);
  if (wall === null) throw new Error(`"${text}" is no wall time`);
  return wall;
}
