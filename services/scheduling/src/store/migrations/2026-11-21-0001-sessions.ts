import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

const TABLES = [
  "availability",
  "session",
  "session_participant",
  "attendance_evidence",
  "notice_sent",
  "note",
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table availability (
    tenant_id text not null, mentor_id text not null, zone text not null, canonical_zone text not null, rules jsonb not null,
    version int8 not null, updated_at timestamptz(3) not null,
    primary key (tenant_id, mentor_id))`.execute(db);
  await createSession(db);
  await createParticipant(db);
  await createEvidence(db);
  await sql`create table note (
    tenant_id text not null, id uuid not null, session_id uuid not null, author_id text not null,
    visibility text not null check (visibility in ('both', 'mentor', 'admin')), text text not null, created_at timestamptz(3) not null,
    supersedes_note_id uuid, superseded_by_note_id uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, session_id) references session (tenant_id, id),
    foreign key (tenant_id, supersedes_note_id) references note (tenant_id, id),
    foreign key (tenant_id, superseded_by_note_id) references note (tenant_id, id) deferrable initially deferred)`.execute(
    db,
  );
  await sql`create index note_of_session on note (tenant_id, session_id, created_at, id)`.execute(db);
  await sql`create unique index note_superseded_once on note (tenant_id, supersedes_note_id)`.execute(db);
  for (const table of TABLES) await tenantTable(db, table);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table note, notice_sent, attendance_evidence, session_participant, session, availability`.execute(db);
}

async function createSession(db: Kysely<unknown>): Promise<void> {
  await sql`create table session (
    tenant_id text not null, id uuid not null, programme_id uuid not null, match_id uuid not null,
    title text not null, agenda text not null, objectives jsonb not null, materials jsonb not null,
    modality text not null check (modality in ('in_person', 'video', 'chat')),
    notes_visible_to text not null check (notes_visible_to in ('both', 'mentor', 'admin')),
    state text not null
      check (state in ('scheduled', 'in_progress', 'completed', 'cancelled', 'mentor_no_show', 'learner_no_show')),
    starts_at timestamptz(3) not null, ends_at timestamptz(3) not null, zone text not null, local_start text not null,
    zone_data_version text not null, schedule_version int8 not null check (schedule_version >= 1),
    version int8 not null check (version >= 1), time_set_at timestamptz(3) not null, booked_by text not null,
    outside_availability text, ruling jsonb, cancellation jsonb,
    link_state text not null check (link_state in ('none', 'pending', 'ready', 'rebinding', 'failed', 'removed')),
    link_version int8 not null, outcome_pending_told boolean not null,
    primary key (tenant_id, id), check (starts_at < ends_at))`.execute(db);
  await sql`create index session_by_start on session (tenant_id, starts_at, id)`.execute(db);
  await sql`create index session_of_match on session (tenant_id, match_id)`.execute(db);
  await sql`create index session_of_programme on session (tenant_id, programme_id, starts_at, id)`.execute(db);
}

// The one arbiter of overlap: on the person, so that a mentor here who is a mentee there is covered as well.
async function createParticipant(db: Kysely<unknown>): Promise<void> {
  await sql`create table session_participant (
    tenant_id text not null, session_id uuid not null, person_id text not null,
    person_key int8 not null generated always as (hashtextextended(person_id, 0)) stored,
    role text not null check (role in ('mentor', 'mentee')), match_id uuid, during tstzrange not null, active boolean not null,
    primary key (tenant_id, session_id, person_id),
    foreign key (tenant_id, session_id) references session (tenant_id, id),
    constraint during_is_half_open check (
      not isempty(during) and not lower_inf(during) and not upper_inf(during)
      and isfinite(lower(during)) and isfinite(upper(during)) and lower_inc(during) and not upper_inc(during)),
    constraint person_is_free exclude using gist (tenant_id with =, person_key with =, during with &&) where (active))`.execute(
    db,
  );
  await sql`create index session_participant_person on session_participant (tenant_id, person_id, session_id)`.execute(
    db,
  );
}

async function createEvidence(db: Kysely<unknown>): Promise<void> {
  await sql`create table attendance_evidence (
    tenant_id text not null, id uuid not null, position int8 not null generated always as identity,
    session_id uuid not null, person_id text not null,
    source text not null check (source in ('join_link', 'check_in', 'provider', 'by_hand')),
    kind text not null check (kind in ('present', 'absent')), from_at timestamptz(3) not null, to_at timestamptz(3),
    recorded_at timestamptz(3) not null, schedule_version int8 not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, session_id) references session (tenant_id, id))`.execute(db);
  await sql`create index attendance_evidence_of_session on attendance_evidence (tenant_id, session_id, position)`.execute(
    db,
  );
  await sql`create table notice_sent (
    tenant_id text not null, session_id uuid not null, person_id text not null, schedule_version int8 not null,
    kind text not null check (kind in ('reminder_24h', 'reminder_1h')), sent_at timestamptz(3) not null,
    primary key (tenant_id, session_id, person_id, schedule_version, kind),
    foreign key (tenant_id, session_id) references session (tenant_id, id))`.execute(db);
}
