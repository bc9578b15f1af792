import { tenantTable } from "@mentorship/shared/postgres";
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFacts(db);
  await createMatches(db);
  await createSeatTriggers(db);
  await createRuns(db);
}

async function createFacts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table programme_facts (
      tenant_id text not null,
      programme_id uuid not null,
      name text not null,
      state text not null check (state in ('DRAFT', 'OPEN', 'MATCHING', 'ACTIVE', 'COMPLETED')),
      self_booking boolean not null,
      version int8 not null,
      primary key (tenant_id, programme_id)
    )`.execute(db);
  await tenantTable(db, "programme_facts");

  await sql`
    create table application_facts (
      tenant_id text not null,
      programme_id uuid not null,
      person_id text collate "C" not null,
      role text not null check (role in ('MENTOR', 'MENTEE')),
      state text not null check (state in ('APPLIED', 'APPROVED', 'PAUSED', 'MATCHED', 'WITHDRAWN')),
      version int8 not null,
      primary key (tenant_id, programme_id, role, person_id)
    )`.execute(db);
  await sql`create index application_facts_person on application_facts (tenant_id, person_id)`.execute(db);
  await tenantTable(db, "application_facts");

  await sql`
    create table mentor_seat (
      tenant_id text not null,
      programme_id uuid not null,
      mentor_id text collate "C" not null,
      max_mentees int4 not null check (max_mentees >= 0),
      taken int4 not null default 0,
      primary key (tenant_id, programme_id, mentor_id),
      constraint mentor_seat_taken check (taken >= 0)
    ) with (fillfactor = 80)`.execute(db);
  await tenantTable(db, "mentor_seat");
}

async function createMatches(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table match (
      tenant_id text not null,
      id uuid not null,
      programme_id uuid not null,
      mentor_id text collate "C" not null,
      mentee_id text collate "C" not null,
      state text not null check (state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED', 'DECLINED', 'TERMINATED')),
      score_billionths int8 not null,
      reasons jsonb not null,
      run_id uuid not null,
      proposed_at timestamptz(3) not null,
      accepted_by_mentor_at timestamptz(3),
      accepted_at timestamptz(3),
      ended_at timestamptz(3),
      end_reason text check (end_reason in ('DECLINED_BY_MENTOR', 'DECLINED_BY_MENTEE', 'TERMINATED_BY_MENTOR',
        'TERMINATED_BY_MENTEE', 'TERMINATED_BY_STAFF', 'TERMINATED_BY_SERVICE', 'MENTOR_UNAVAILABLE', 'MENTEE_WITHDREW',
        'SUSPENDED', 'PROGRAMME_COMPLETED')),
      terminated_reason text not null default '' check (char_length(terminated_reason) <= 200),
      ended_by text not null default '',
      version int8 not null check (version >= 1),
      primary key (tenant_id, id),
      constraint match_self_pair check (mentor_id <> mentee_id),
      constraint match_end_told check ((state in ('DECLINED', 'TERMINATED')) = (ended_at is not null)
        and (ended_at is null) = (end_reason is null)),
      constraint match_answers_told check ((state <> 'PROPOSED' or accepted_by_mentor_at is null)
        and (state <> 'ACCEPTED_BY_MENTOR' or (accepted_by_mentor_at is not null and accepted_at is null))
        and (state <> 'ACCEPTED' or (accepted_by_mentor_at is not null and accepted_at is not null)))
    )`.execute(db);
  const live = sql`state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')`;
  await sql`create unique index match_one_live_per_mentee on match (tenant_id, programme_id, mentee_id) where ${live}`.execute(
    db,
  );
  await sql`create unique index match_one_live_per_pair on match (tenant_id, programme_id, mentor_id, mentee_id) where ${live}`.execute(
    db,
  );
  await sql`create index match_newest on match (tenant_id, proposed_at, id)`.execute(db);
  await sql`create index match_of_programme on match (tenant_id, programme_id, proposed_at, id)`.execute(db);
  await sql`create index match_of_mentor on match (tenant_id, mentor_id, proposed_at, id)`.execute(db);
  await sql`create index match_of_mentee on match (tenant_id, mentee_id, proposed_at, id)`.execute(db);
  await sql`create index match_of_run on match (tenant_id, run_id, proposed_at, id)`.execute(db);
  await tenantTable(db, "match", { grants: ["select", "insert", "update"] });

  await sql`
    create table follow_up (
      tenant_id text not null,
      match_id uuid not null,
      kind text not null check (kind in ('SESSIONS_CANCELLED', 'LINKS_REMOVED', 'PEOPLE_TOLD')),
      count int4 not null default 0 check (count >= 0),
      done_at timestamptz(3),
      primary key (tenant_id, match_id, kind),
      foreign key (tenant_id, match_id) references match (tenant_id, id)
    )`.execute(db);
  await tenantTable(db, "follow_up");
}

// Whoever writes a match, these keep the seats: an insert beyond max_mentees fails, and every end gives its seat back.
async function createSeatTriggers(db: Kysely<unknown>): Promise<void> {
  await sql`create function match_takes_seats() returns trigger language plpgsql as $$
    declare
      wanted int8;
      given int8;
      full_mentor text;
    begin
      select count(distinct (tenant_id, programme_id, mentor_id)) into wanted from inserted
        where state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED');
      with taking as (
        select tenant_id, programme_id, mentor_id, count(*) as seats from inserted
        where state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED') group by 1, 2, 3),
      took as (
        update mentor_seat s set taken = s.taken + t.seats from taking t
        where s.tenant_id = t.tenant_id and s.programme_id = t.programme_id and s.mentor_id = t.mentor_id
        returning s.mentor_id, s.taken, s.max_mentees)
      select count(*), min(mentor_id) filter (where taken > max_mentees) into given, full_mentor from took;
      if full_mentor is not null or given < wanted then
        raise exception 'a mentor of these matches has no free seat' using errcode = '23514', constraint = 'mentor_seat_free';
      end if;
      return null;
    end $$`.execute(db);
  await sql`create trigger match_takes_seats after insert on match referencing new table as inserted
    for each statement execute function match_takes_seats()`.execute(db);
  await sql`create function match_frees_seats() returns trigger language plpgsql as $$
    begin
      if exists (select from before_rows b join after_rows a using (tenant_id, id)
          where b.state in ('DECLINED', 'TERMINATED') and a.state <> b.state
            or (a.programme_id, a.mentor_id, a.mentee_id) is distinct from (b.programme_id, b.mentor_id, b.mentee_id)) then
        raise exception 'an ended match stays ended, and a match keeps its pair' using errcode = '23514', constraint = 'match_final';
      end if;
      with freeing as (
        select a.tenant_id, a.programme_id, a.mentor_id, count(*) as seats
        from before_rows b join after_rows a using (tenant_id, id)
        where a.state in ('DECLINED', 'TERMINATED') and b.state not in ('DECLINED', 'TERMINATED') group by 1, 2, 3)
      update mentor_seat s set taken = s.taken - f.seats from freeing f
      where s.tenant_id = f.tenant_id and s.programme_id = f.programme_id and s.mentor_id = f.mentor_id;
      return null;
    end $$`.execute(db);
  await sql`create trigger match_frees_seats after update on match referencing old table as before_rows new table as after_rows
    for each statement execute function match_frees_seats()`.execute(db);
}

async function createRuns(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table match_run (
      tenant_id text not null,
      id uuid not null,
      programme_id uuid not null,
      phase text not null check (phase in ('REQUESTED', 'LOADING', 'SCORING', 'INSERTING', 'FINISHED')),
      outcome text check (outcome in ('SUCCEEDED', 'NO_ELIGIBLE_MENTORS', 'NO_ELIGIBLE_MENTEES', 'PROGRAMME_LEFT_MATCHING',
        'CANCELLED', 'FAILED')),
      summary text not null default '',
      mentors_loaded int4 not null default 0,
      mentees_loaded int4 not null default 0,
      proposals_scored int4 not null default 0,
      proposals_inserted int4 not null default 0,
      mentees_left_over int4 not null default 0,
      rules jsonb,
      input_digest text not null default '',
      output_digest text not null default '',
      fairness jsonb,
      requested_by text not null,
      requested_at timestamptz(3) not null,
      finished_at timestamptz(3),
      version int8 not null,
      primary key (tenant_id, id),
      constraint match_run_end_told check ((phase = 'FINISHED') = (outcome is not null)
        and (outcome is null) = (finished_at is null))
    )`.execute(db);
  await sql`create unique index match_run_one_live on match_run (tenant_id, programme_id) where phase <> 'FINISHED'`.execute(
    db,
  );
  await tenantTable(db, "match_run", { grants: ["select", "insert", "update"] });

  await sql`
    create table run_input (
      tenant_id text not null,
      run_id uuid not null,
      input bytea not null,
      primary key (tenant_id, run_id)
    )`.execute(db);
  await sql`alter table run_input alter column input set storage external`.execute(db);
  await tenantTable(db, "run_input", { grants: ["select", "insert"] });

  await sql`
    create table run_proposal (
      tenant_id text not null,
      run_id uuid not null,
      ordinal int4 not null,
      mentor_id text collate "C" not null,
      mentee_id text collate "C" not null,
      score_billionths int8 not null,
      reasons jsonb not null,
      primary key (tenant_id, run_id, ordinal)
    )`.execute(db);
  await tenantTable(db, "run_proposal", { grants: ["select", "insert", "delete"] });

  await sql`
    create table run_left_over (
      tenant_id text not null,
      run_id uuid not null,
      mentee_id text collate "C" not null,
      reason text not null check (reason in ('NO_APPROVED_MENTOR', 'NOTHING_SHARED', 'FITTING_MENTORS_FULL',
        'ONLY_BARRED_PAIRS', 'ONLY_BELOW_LEAST_SCORE', 'CHANGED_MEANWHILE')),
      primary key (tenant_id, run_id, mentee_id)
    )`.execute(db);
  await tenantTable(db, "run_left_over", { grants: ["select", "insert"] });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table run_left_over, run_proposal, run_input, match_run, follow_up, match, mentor_seat, application_facts,
    programme_facts`.execute(db);
  await sql`drop function match_takes_seats(), match_frees_seats()`.execute(db);
}
