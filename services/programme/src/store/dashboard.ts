import type { Db } from "@mentorship/shared/postgres";
import { type RawBuilder, sql } from "kysely";
import type { MatchCounts, SessionCounts } from "../domain/figures.ts";
import type { Tables } from "./tables.ts";

/** Which programmes are counted: one, or, where undefined, all. */
export type Scope = string | undefined;

/** Counts of the rows of one programme; `programme_id` null: of all together. */
export type MatchFigures = MatchCounts & { programme_id: string | null };

export interface MentorFigures {
  programme_id: string | null;
  active_mentors: number;
  active_mentor_zones: number;
  accepted_without_session: number;
}

export type SessionFigures = SessionCounts & { programme_id: string | null; modality: string };

export interface Count {
  programme_id: string | null;
  count: number;
}

/** Ended matches of one programme, or of all together, that ended for one reason. */
export interface EndCount extends Count {
  end_reason: string;
}

export interface WaitingRow {
  programme_id: string;
  id: string;
  mentor_id: string;
  mentee_id: string;
  since: Date;
}

const day = 86_400_000;
/** After so long in their state matches are listed as waiting. */
export const pendingTooLongMs = 7 * day;
export const stuckMs = 14 * day;
/** At most so many of them. */
export const mostListed = 50;

export const inScope = (db: Db<Tables>, scope: Scope, table: string): RawBuilder<unknown> => {
  const row = sql.ref(table);
  return scope === undefined
    ? sql`${row}.tenant_id = ${db.tenantId}`
    : sql`${row}.tenant_id = ${db.tenantId} and ${row}.programme_id = ${scope}::uuid`;
};

const ago = (db: Db<Tables>, ms: number): Date => new Date(db.now.getTime() - ms);

/** Matches by state and by what became of them, per programme and, with all asked for, in total. */
export async function matchFigures(db: Db<Tables>, scope: Scope): Promise<MatchFigures[]> {
  const { rows } = await sql<MatchFigures>`
    select programme_id,
      count(*) filter (where state = 'PROPOSED') as proposed,
      count(*) filter (where state = 'ACCEPTED_BY_MENTOR') as accepted_by_mentor,
      count(*) filter (where state = 'ACCEPTED') as accepted,
      count(*) filter (where state = 'DECLINED') as declined,
      count(*) filter (where state = 'TERMINATED') as terminated,
      count(accepted_at) as ever_accepted,
      count(*) filter (where end_reason = 'DECLINED_BY_MENTEE') as declined_by_mentee,
      count(*) filter (where state = 'PROPOSED' and proposed_at < ${ago(db, pendingTooLongMs)}) as pending_too_long,
      count(*) filter (where state = 'ACCEPTED_BY_MENTOR' and accepted_by_mentor_at < ${ago(db, stuckMs)}) as stuck
    from match_row where ${inScope(db, scope, "match_row")}
    group by ${groups(scope)}`.execute(db.sql);
  return rows;
}

/** Ended matches by why they ended. */
export async function matchEnds(db: Db<Tables>, scope: Scope): Promise<EndCount[]> {
  const { rows } = await sql<EndCount>`
    select programme_id, end_reason, count(*) as count from match_row
    where ${inScope(db, scope, "match_row")} and state in ('DECLINED', 'TERMINATED')
    group by end_reason, ${groups(scope)}`.execute(db.sql);
  return rows;
}

/** What is counted over accepted matches and over the mentors who have some. */
export async function mentorFigures(db: Db<Tables>, scope: Scope): Promise<MentorFigures[]> {
  const { rows } = await sql<MentorFigures>`
    with accepted as (
      select m.programme_id, m.mentor_id, count(*) filter (where not exists (
        select from session_row s where s.tenant_id = m.tenant_id and s.match_id = m.id and s.state <> 'CANCELLED') and not exists (
        select from session_match g join session_row s on s.tenant_id = g.tenant_id and s.id = g.session_id
        where g.tenant_id = m.tenant_id and g.match_id = m.id and s.state <> 'CANCELLED')) as bare
      from match_row m where ${inScope(db, scope, "m")} and m.state = 'ACCEPTED'
      group by m.programme_id, m.mentor_id)
    select a.programme_id, count(distinct a.mentor_id) as active_mentors, count(distinct r.zone) as active_mentor_zones,
      coalesce(sum(a.bare), 0)::int8 as accepted_without_session
    from accepted a left join person r on r.tenant_id = ${db.tenantId} and r.id = a.mentor_id
    group by ${groups(scope, "a.programme_id")}`.execute(db.sql);
  return rows;
}

/** Sessions by modality and state. */
export async function sessionFigures(db: Db<Tables>, scope: Scope): Promise<SessionFigures[]> {
  const { rows } = await sql<SessionFigures>`
    select programme_id, modality,
      count(*) filter (where state = 'SCHEDULED') as scheduled,
      count(*) filter (where state = 'IN_PROGRESS') as in_progress,
      count(*) filter (where state = 'COMPLETED') as completed,
      count(*) filter (where state = 'CANCELLED') as cancelled,
      count(*) filter (where state = 'MENTOR_NO_SHOW') as mentor_no_show,
      count(*) filter (where state = 'LEARNER_NO_SHOW') as learner_no_show,
      count(*) filter (where outcome_pending and state <> 'CANCELLED') as attendance_unknown
    from session_row where ${inScope(db, scope, "session_row")}
    group by modality, ${groups(scope)}`.execute(db.sql);
  return rows;
}

/** Sessions still to come before the end of the week, which is the next Monday's beginning in the tenant's zone. */
export async function upcomingThisWeek(db: Db<Tables>, scope: Scope): Promise<Count[]> {
  const { rows } = await sql<Count>`
    with week as (
      select (date_trunc('week', ${db.now}::timestamptz at time zone t.zone) + interval '7 days') at time zone t.zone as ends
      from tenant t where t.id = ${db.tenantId})
    select programme_id, count(*) as count from session_row, week
    where ${inScope(db, scope, "session_row")} and state = 'SCHEDULED' and starts_at >= ${db.now} and starts_at < week.ends
    group by ${groups(scope)}`.execute(db.sql);
  return rows;
}

/** Notes that only admins may read, those that were replaced left out. */
export async function adminNotes(db: Db<Tables>, scope: Scope): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select programme_id, count(*) as count from note_row
    where ${inScope(db, scope, "note_row")} and visibility = 'ADMIN' and not superseded
    group by ${groups(scope)}`.execute(db.sql);
  return rows;
}

/** Matches that wait for an answer for too long: of each programme the oldest 50, the oldest first. */
export async function waitingMatches(
  db: Db<Tables>,
  state: "PROPOSED" | "ACCEPTED_BY_MENTOR",
  programmeIds: readonly string[],
): Promise<WaitingRow[]> {
  const since = state === "PROPOSED" ? sql.ref("m.proposed_at") : sql.ref("m.accepted_by_mentor_at");
  const before = ago(db, state === "PROPOSED" ? pendingTooLongMs : stuckMs);
  const { rows } = await sql<WaitingRow>`
    select w.* from unnest(${programmeIds}::uuid[]) as p(id)
    cross join lateral (
      select m.programme_id, m.id, m.mentor_id, m.mentee_id, ${since} as since from match_row m
      where m.tenant_id = ${db.tenantId} and m.programme_id = p.id and m.state = ${sql.lit(state)} and ${since} < ${before}
      order by ${since}, m.id limit ${mostListed}) w
    order by w.since, w.id`.execute(db.sql);
  return rows;
}

/** Per programme, and with all of them asked for a row of all together, whose `programme_id` is null. */
export const groups = (scope: Scope, column = "programme_id"): RawBuilder<unknown> =>
  scope === undefined ? sql`grouping sets ((${sql.ref(column)}), ())` : sql.ref(column);

/** The programmes of a scope, the newest first, by name. */
export async function programmesInScope(db: Db<Tables>, scope: Scope): Promise<{ id: string; name: string }[]> {
  return db.sql
    .selectFrom("programme")
    .select(["id", "name"])
    .where("tenant_id", "=", db.tenantId)
    .$if(scope !== undefined, (query) => query.where("id", "=", scope as string))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}
