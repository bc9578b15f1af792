import type { MachineryTables } from "@mentorship/shared/postgres";
import type { Generated, GeneratedAlways } from "kysely";

/** A tenant beside what every service keeps of it. `zone` as given. */
export interface TenantProfileTable {
  tenant_id: string;
  name: string;
  zone: string;
}

/** The directory: everything of a person that the platform tells. The keys are filled in by the database. */
export interface PersonRecordTable {
  tenant_id: string;
  id: string;
  version: number;
  display_name: string;
  email: string;
  zone: string;
  canonical_zone: string;
  department: string;
  batch_year: number | null;
  bio_short: string;
  personal_link: string;
  suspended: boolean;
  financial_status: string;
  name_key: GeneratedAlways<string>;
  search_key: GeneratedAlways<string>;
  batch_key: GeneratedAlways<number>;
}

export interface SkillTable {
  tenant_id: string;
  tag: string;
  label: string;
}

/** Weights in thousandths, scores in billionths. */
export interface ProgrammeTable {
  tenant_id: string;
  id: string;
  name: string;
  description: string;
  state: string;
  batch_year_min: number | null;
  batch_year_max: number | null;
  departments: string[];
  starts_at: Date | null;
  ends_at: Date | null;
  mentor_capacity_default: number;
  auto_approve_mentors: boolean;
  self_booking: boolean;
  no_show_grace_ms: number;
  late_cancel_window_ms: number;
  blind_copy: boolean;
  skills_weight: number;
  audience_weight: number;
  capacity_weight: number;
  capacity_basis: string;
  least_score: number;
  pairing_strategy: string;
  version: number;
  created_at: Date;
  name_key: GeneratedAlways<string>;
  /** `infinity` where it has no beginning. */
  starts_key: GeneratedAlways<Date | number>;
}

/** A part of a programme's course. `place` counts from 0. */
export interface ProgrammePhaseTable {
  tenant_id: string;
  programme_id: string;
  id: string;
  place: number;
  name: string;
  starts_at: Date;
  ends_at: Date;
}

export interface ApplicationTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  person_id: string;
  role: string;
  state: string;
  tags: string[];
  bio_short: string;
  availability_hours: number;
  max_mentees: number;
  modality: string;
  override_reason: string;
  paused_from: string | null;
  paused_by: string | null;
  version: number;
  created_at: Date;
  bio_key: GeneratedAlways<string>;
}

/** What is known of a match from matching's events. */
export interface MatchRowTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  mentor_id: string;
  mentee_id: string;
  state: string;
  end_reason: string;
  proposed_at: Date;
  accepted_by_mentor_at: Date | null;
  accepted_at: Date | null;
  ended_at: Date | null;
  version: number;
}

/** A match of a session of several learners. */
export interface SessionMatchTable {
  tenant_id: string;
  match_id: string;
  session_id: string;
}

/** What is known of a session from scheduling's events. */
export interface SessionRowTable {
  tenant_id: string;
  id: string;
  programme_id: string;
  match_id: string | null;
  state: string;
  modality: string;
  starts_at: Date;
  ends_at: Date;
  outcome_pending: boolean;
  version: number;
}

/** A note, without its text. `programme_id` and `visibility` are null while only the note that replaces it is known. */
export interface NoteRowTable {
  tenant_id: string;
  id: string;
  session_id: string | null;
  programme_id: string | null;
  visibility: string | null;
  superseded: boolean;
}

/** How far the events of another service are applied. */
export interface SourceRowTable {
  tenant_id: string;
  service: string;
  applied_at: Date;
}

/** A move of a test tenant's clock, kept so that it can be resumed. */
export interface ClockMoveTable {
  tenant_id: string;
  actor_id: string;
  request_id: string;
  target_at: Date;
  arrived: boolean;
  created_at: Generated<Date>;
}

/** Who moves a tenant's clock at the moment. `lease_until` is real time. */
export interface ClockMoverTable {
  tenant_id: string;
  actor_id: string;
  request_id: string;
  holder: string;
  lease_until: Date;
}

/** The schema `programme`. */
export interface Tables extends MachineryTables {
  tenant_profile: TenantProfileTable;
  person_record: PersonRecordTable;
  skill: SkillTable;
  programme: ProgrammeTable;
  programme_phase: ProgrammePhaseTable;
  application: ApplicationTable;
  match_row: MatchRowTable;
  session_row: SessionRowTable;
  session_match: SessionMatchTable;
  note_row: NoteRowTable;
  source_row: SourceRowTable;
  clock_move: ClockMoveTable;
  clock_mover: ClockMoverTable;
}
