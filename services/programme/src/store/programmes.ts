import { notFound } from "@mentorship/shared/errors";
import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Selectable, sql } from "kysely";
import type { CapacityBasis, Programme } from "../domain/programme.ts";
import type { ProgrammeState } from "../domain/programme-states.ts";
import type { ProgrammeTable, Tables } from "./tables.ts";

/** The programme, held until the transaction ends; nobody else changes it meanwhile. Throws NOT_FOUND. */
export async function lockProgramme(trx: Trx<Tables>, id: string): Promise<Programme> {
  const row = await trx.sql
    .selectFrom("programme")
    .selectAll()
    .where("tenant_id", "=", trx.tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound("programme", id);
  return programmeFromRow(row);
}

/** The programme of each application, held against changes but not against each other, in the order of ids. */
export async function shareProgrammesOf(
  trx: Trx<Tables>,
  applicationIds: readonly string[],
): Promise<Map<string, Programme>> {
  const { rows } = await sql<Selectable<ProgrammeTable>>`
    select p.* from programme p
    where p.tenant_id = ${trx.tenantId} and p.id in (
      select a.programme_id from application a
      where a.tenant_id = ${trx.tenantId} and a.id = any(${applicationIds}::uuid[]))
    order by p.id for share of p`.execute(trx.sql);
  return new Map(rows.map((row) => [row.id, programmeFromRow(row)]));
}

/** Undefined: there is none. */
export async function findProgramme(db: Db<Tables>, id: string): Promise<Programme | undefined> {
  const row = await db.sql
    .selectFrom("programme")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && programmeFromRow(row);
}

/** Where a page of programmes begins: behind the last one of the page before. */
export interface ProgrammeCursor {
  readonly createdAt: Date;
  readonly id: string;
}

/** A page of programmes, the newest first. `states` empty: none. */
export async function pageOfProgrammes(
  db: Db<Tables>,
  states: readonly ProgrammeState[],
  after: ProgrammeCursor | undefined,
  limit: number,
): Promise<Programme[]> {
  if (states.length === 0) return [];
  const rows = await db.sql
    .selectFrom("programme")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("state", "in", [...states])
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(created_at, id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::uuid)`,
      ),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(programmeFromRow);
}

export async function insertProgramme(trx: Trx<Tables>, programme: Programme): Promise<void> {
  await trx.sql.insertInto("programme").values(rowFromProgramme(trx.tenantId, programme)).execute();
}

export async function saveProgramme(trx: Trx<Tables>, programme: Programme): Promise<void> {
  const { tenant_id, id, ...changed } = rowFromProgramme(trx.tenantId, programme);
  await trx.sql.updateTable("programme").set(changed).where("tenant_id", "=", tenant_id).where("id", "=", id).execute();
}

function rowFromProgramme(tenantId: string, programme: Programme): Selectable<ProgrammeTable> {
  const { settings, audience } = programme;
  return {
    tenant_id: tenantId,
    id: programme.id,
    name: programme.name,
    description: programme.description,
    state: programme.state,
    batch_year_min: audience.batchYearMin,
    batch_year_max: audience.batchYearMax,
    departments: [...audience.departments],
    starts_at: programme.startsAt,
    ends_at: programme.endsAt,
    mentor_capacity_default: settings.mentorCapacityDefault,
    auto_approve_mentors: settings.autoApproveMentors,
    self_booking: settings.selfBooking,
    no_show_grace_ms: settings.noShowGraceMs,
    late_cancel_window_ms: settings.lateCancelWindowMs,
    blind_copy: settings.blindCopy,
    skills_weight: settings.skillsWeight,
    audience_weight: settings.audienceWeight,
    capacity_weight: settings.capacityWeight,
    capacity_basis: settings.capacityBasis,
    least_score: settings.leastScore,
    version: programme.version,
    created_at: programme.createdAt,
  };
}

/** The only crossing from a row to a programme. */
export function programmeFromRow(row: Selectable<ProgrammeTable>): Programme {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    state: row.state as ProgrammeState,
    audience: { batchYearMin: row.batch_year_min, batchYearMax: row.batch_year_max, departments: row.departments },
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    settings: {
      mentorCapacityDefault: row.mentor_capacity_default,
      autoApproveMentors: row.auto_approve_mentors,
      selfBooking: row.self_booking,
      noShowGraceMs: row.no_show_grace_ms,
      lateCancelWindowMs: row.late_cancel_window_ms,
      blindCopy: row.blind_copy,
      skillsWeight: row.skills_weight,
      audienceWeight: row.audience_weight,
      capacityWeight: row.capacity_weight,
      capacityBasis: row.capacity_basis as CapacityBasis,
      leastScore: row.least_score,
    },
    version: row.version,
    createdAt: row.created_at,
  };
}
