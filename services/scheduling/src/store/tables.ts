import type { InstantRange, MachineryTables } from "@mentorship/shared/postgres";
import type { ColumnType, Generated } from "kysely";

/** Written as JSON text, read as what it says. */
type Json<T> = ColumnType<T, string, string>;

/** What a mentor publishes. `rules` holds the windows and everything that binds learners, in the domain's names. */
export interface AvailabilityTable {
  tenant_id: string;
  mentor_id: string;
  zone: string;
  canonical_zone: string;
  rules: Json<Record<string, unknown>>;
  version: number;
  updated_at: Date;
}

export interface SessionTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  /** The match of its only learner; null where several learners take part. */
  match_id: string | null;
  title: string;
  agenda: string;
  objectives: Json<string[]>;
  materials: Json<{ title: string; url: string }[]>;
  modality: string;
  notes_visible_to: string;
  state: string;
  starts_at: Date;
  ends_at: Date;
  zone: string;
  /** The wall time that was meant, as `YYYY-MM-DDTHH:MM`. */
  local_start: string;
  zone_data_version: string;
  schedule_version: number;
  version: number;
  time_set_at: Date;
  booked_by: string;
  outside_availability: string | null;
  ruling: Json<Record<string, unknown> | null> | null;
  cancellation: Json<Record<string, unknown> | null> | null;
  link_state: string;
  link_version: number;
  /** Whether it was told that the session is over and nobody knows who came. */
  outcome_pending_told: boolean;
  /** Whether the provider of its meeting tells who joins and leaves. */
  provider_reports_events: Generated<boolean>;
  series_id: string | null;
  series_position: number | null;
}

export interface SessionParticipantTable {
  tenant_id: string;
  /** The session that takes the time, or the hold. */
  session_id: string;
  person_id: string;
  /** The person's id as a number: the constraint's index is three times as fast on random bigints as on texts or uuids that share a prefix. */
  person_key: ColumnType<string, never, never>;
  role: string;
  match_id: string | null;
  during: ColumnType<InstantRange, string, string>;
  active: boolean;
  kind: Generated<string>;
  /** When a hold ends by itself, in the tenant's time; null for a session. */
  free_after: Date | null;
}

/** A time that is kept for somebody. `kind`: `request` while a request for a session waits, with the request's id. */
export interface SlotHoldTable {
  tenant_id: string;
  id: string;
  kind: string;
  holder_id: string;
  programme_id: string;
  match_id: string;
  mentor_id: string;
  mentee_id: string;
  starts_at: Date;
  ends_at: Date;
  expires_at: Date;
}

export interface SessionRequestTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  match_id: string;
  mentor_id: string;
  mentee_id: string;
  state: string;
  starts_at: Date;
  ends_at: Date;
  zone: string;
  local_start: string;
  zone_data_version: string;
  title: string;
  agenda: string;
  objectives: Json<string[]>;
  materials: Json<{ title: string; url: string }[]>;
  modality: string;
  requested_at: Date;
  expires_at: Date;
  settled_at: Date | null;
  settled_by: string | null;
  refusal_reason: string | null;
  session_id: string | null;
  version: number;
}

export interface AttendanceEvidenceTable {
  tenant_id: string;
  id: string;
  session_id: string;
  person_id: string;
  source: string;
  kind: string;
  from_at: Date;
  to_at: Date | null;
  recorded_at: Date;
  schedule_version: number;
  position: Generated<number>;
  stay_id: string | null;
}

/** An event of a meeting's provider that was told: each counts once. */
export interface PresenceReportTable {
  tenant_id: string;
  session_id: string;
  event_id: string;
  person_id: string;
  stay_id: string;
  joined_at: Date | null;
  left_at: Date | null;
  recorded_at: Date;
}

export interface NoticeSentTable {
  tenant_id: string;
  session_id: string;
  person_id: string;
  schedule_version: number;
  kind: string;
  sent_at: Date;
}

export interface NoteTable {
  tenant_id: string;
  id: string;
  session_id: string;
  author_id: string;
  visibility: string;
  text: string;
  created_at: Date;
  supersedes_note_id: string | null;
  superseded_by_note_id: string | null;
  about_person_id: string | null;
}

/** Something to be done, of a note. `due_on` as `YYYY-MM-DD`. */
export interface ActionItemTable {
  tenant_id: string;
  id: string;
  note_id: string;
  place: number;
  text: string;
  owner_id: string;
  due_on: string | null;
  done_at: Date | null;
  done_by: string | null;
}

/** What is known of a match. `sessions_cancelled`: it has ended, and its sessions were dealt with. */
export interface MatchFactsTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  mentor_id: string;
  mentee_id: string;
  state: string;
  version: number;
  seen_by_mentee: boolean;
  sessions_cancelled: boolean;
}

export interface ProgrammeFactsTable {
  tenant_id: string;
  id: string;
  name: string;
  state: string;
  version: number;
  self_booking: boolean;
  no_show_grace_seconds: number;
  late_cancel_seconds: number;
}

/** The tables of this service's schema. */
export interface SchedulingTables extends MachineryTables {
  availability: AvailabilityTable;
  session: SessionTable;
  session_participant: SessionParticipantTable;
  slot_hold: SlotHoldTable;
  session_request: SessionRequestTable;
  attendance_evidence: AttendanceEvidenceTable;
  notice_sent: NoticeSentTable;
  presence_report: PresenceReportTable;
  note: NoteTable;
  action_item: ActionItemTable;
  match_facts: MatchFactsTable;
  programme_facts: ProgrammeFactsTable;
}
