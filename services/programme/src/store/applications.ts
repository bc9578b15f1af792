import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Insertable, type RawBuilder, type Selectable, sql } from "kysely";
import type { Application, LiveMatch, ModalityName } from "../domain/application.ts";
import type { ApplicationRole, StoredState } from "../domain/application-states.ts";
import type { ApplicationTable, Tables } from "./tables.ts";

/** An application with what is known of its person's live match. */
export interface KnownApplication {
  readonly application: Application;
  readonly match: LiveMatch;
}

export type KnownRow = Selectable<ApplicationTable> & { match_seen: boolean | null };

/** Joins a mentee's live match to an application `a`, as `m.seen`: null where there is none. */
export const liveMatchOfApplication: RawBuilder<unknown> = sql`
  left join lateral (
    select l.accepted_by_mentor_at is not null as seen from match_row l
    where a.role = 'MENTEE' and l.tenant_id = a.tenant_id and l.programme_id = a.programme_id and l.mentee_id = a.person_id
      and l.state in ('PROPOSED', 'ACCEPTED_BY_MENTOR', 'ACCEPTED')
    order by l.accepted_by_mentor_at nulls last limit 1) m on true`;

/** The application in a role of a person, held until the transaction ends; null when there is none. */
export async function lockApplicationOf(
  trx: Trx<Tables>,
  of: { readonly programmeId: string; readonly personId: string; readonly role: ApplicationRole },
): Promise<KnownApplication | null> {
  const { rows } = await sql<KnownRow>`
    select a.*, m.seen as match_seen from application a ${liveMatchOfApplication}
    where a.tenant_id = ${trx.tenantId} and a.programme_id = ${of.programmeId} and a.person_id = ${of.personId}
      and a.role = ${of.role} for update of a`.execute(trx.sql);
  return rows[0] ? knownFromRow(rows[0]) : null;
}

/** The applications of these ids that there are, held until the transaction ends, in the order of ids. */
export async function lockApplications(trx: Trx<Tables>, ids: readonly string[]): Promise<KnownApplication[]> {
  const { rows } = await sql<KnownRow>`
    select a.*, m.seen as match_seen from application a ${liveMatchOfApplication}
    where a.tenant_id = ${trx.tenantId} and a.id = any(${ids}::uuid[]) order by a.id for update of a`.execute(trx.sql);
  return rows.map(knownFromRow);
}

/** The application in a role of a person; undefined when there is none. */
export async function findApplicationOf(
  db: Db<Tables>,
  of: { readonly programmeId: string; readonly personId: string; readonly role: ApplicationRole },
): Promise<KnownApplication | undefined> {
  const { rows } = await sql<KnownRow>`
    select a.*, m.seen as match_seen from application a ${liveMatchOfApplication}
    where a.tenant_id = ${db.tenantId} and a.programme_id = ${of.programmeId} and a.person_id = ${of.personId}
      and a.role = ${of.role}`.execute(db.sql);
  return rows[0] && knownFromRow(rows[0]);
}

/** The applications of one person in these programmes. */
export async function applicationsOfPerson(
  db: Db<Tables>,
  personId: string,
  programmeIds: readonly string[],
): Promise<Application[]> {
  if (programmeIds.length === 0) return [];
  const rows = await db.sql
    .selectFrom("application")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("person_id", "=", personId)
    .where("programme_id", "in", [...programmeIds])
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(applicationFromRow);
}

/** Adds an application. False: the person has one in this role already. */
export async function insertApplication(trx: Trx<Tables>, application: Application): Promise<boolean> {
  const added = await trx.sql
    .insertInto("application")
    .values(rowFromApplication(trx.tenantId, application))
    .onConflict((conflict) => conflict.columns(["tenant_id", "programme_id", "person_id", "role"]).doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

export async function saveApplication(trx: Trx<Tables>, application: Application): Promise<void> {
  const { tenant_id, id, ...changed } = rowFromApplication(trx.tenantId, application);
  await trx.sql
    .updateTable("application")
    .set(changed)
    .where("tenant_id", "=", tenant_id)
    .where("id", "=", id)
    .execute();
}

/** Saves where applications stand, many in one statement; what their people wrote stays. */
export async function saveStates(trx: Trx<Tables>, applications: readonly Application[]): Promise<void> {
  if (applications.length === 0) return;
  await sql`
    update application a
    set state = e.state, paused_from = e.paused_from, paused_by = e.paused_by, version = e.version
    from unnest(
      ${applications.map((each) => each.id)}::uuid[], ${applications.map((each) => each.state)}::text[],
      ${applications.map((each) => each.pausedFrom)}::text[], ${applications.map((each) => each.pausedBy)}::text[],
      ${applications.map((each) => each.version)}::int8[]) as e(id, state, paused_from, paused_by, version)
    where a.tenant_id = ${trx.tenantId} and a.id = e.id`.execute(trx.sql);
}

export const knownFromRow = (row: KnownRow): KnownApplication => ({
  application: applicationFromRow(row),
  match: row.match_seen === null ? null : { seen: row.match_seen },
});

/** The only crossing from a row to an application. */
export function applicationFromRow(row: Selectable<ApplicationTable>): Application {
  return {
    id: row.id,
    programmeId: row.programme_id,
    personId: row.person_id,
    role: row.role as ApplicationRole,
    state: row.state as StoredState,
    tags: row.tags,
    bioShort: row.bio_short,
    availabilityHours: row.availability_hours,
    maxMentees: row.max_mentees,
    modality: row.modality as ModalityName,
    overrideReason: row.override_reason,
    pausedFrom: row.paused_from as StoredState | null,
    pausedBy: row.paused_by,
    version: row.version,
    createdAt: row.created_at,
  };
}

const rowFromApplication = (tenantId: string, application: Application): Insertable<ApplicationTable> => ({
  tenant_id: tenantId,
  id: application.id,
  programme_id: application.programmeId,
  person_id: application.personId,
  role: application.role,
  state: application.state,
  tags: [...application.tags],
  bio_short: application.bioShort,
  availability_hours: application.availabilityHours,
  max_mentees: application.maxMentees,
  modality: application.modality,
  override_reason: application.overrideReason,
  paused_from: application.pausedFrom,
  paused_by: application.pausedBy,
  version: application.version,
  created_at: application.createdAt,
});
