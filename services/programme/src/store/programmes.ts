import { notFound } from "@mentorship/shared/errors";
import type { Db, Trx } from "@mentorship/shared/postgres";
import { type Insertable, type Selectable, sql } from "kysely";
import type { CapacityBasis, PairingStrategy, Programme, ProgrammeCore } from "../domain/programme.ts";
import type { ProgrammeState } from "../domain/programme-states.ts";
import { phasesOf } from "./phases.ts";
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
  // Read behind the lock: a statement that waited for it sees the row anew, and other tables as they were before.
  const [programme] = await withPhases(trx, [row]);
  return programme as Programme;
}

/** The programme of each application, held against changes but not against each other, in the order of ids. */
export async function shareProgrammesOf(
  trx: Trx<Tables>,
  applicationIds: readonly string[],
): Promise<Map<string, ProgrammeCore>> {
  const { rows } = await sql<Selectable<ProgrammeTable>>`
    select p.* from programme p
    where p.tenant_id = ${trx.tenantId} and p.id in (
      select a.programme_id from application a
      where a.tenant_id = ${trx.tenantId} and a.id = any(${applicationIds}::uuid[]))
    order by p.id for share of p`.execute(trx.sql);
  return new Map(rows.map((row) => [row.id, coreFromRow(row)]));
}

/** Undefined: there is none. */
export async function findProgramme(db: Db<Tables>, id: string): Promise<Programme | undefined> {
  const row = await db.sql
    .selectFrom("programme")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && (await withPhases(db, [row]))[0];
}

/** These rows as programmes, in their order. */
export async function withPhases(db: Db<Tables>, rows: readonly Selectable<ProgrammeTable>[]): Promise<Programme[]> {
  const phases = await phasesOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...coreFromRow(row), phases: phases.get(row.id) ?? [] }));
}

export async function insertProgramme(trx: Trx<Tables>, programme: Programme): Promise<void> {
  await trx.sql.insertInto("programme").values(rowFromProgramme(trx.tenantId, programme)).execute();
}

export async function saveProgramme(trx: Trx<Tables>, programme: Programme): Promise<void> {
  const { tenant_id, id, ...changed } = rowFromProgramme(trx.tenantId, programme);
  await trx.sql.updateTable("programme").set(changed).where("tenant_id", "=", tenant_id).where("id", "=", id).execute();
}

function rowFromProgramme(tenantId: string, programme: ProgrammeCore): Insertable<ProgrammeTable> {
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
    pairing_strategy: settings.strategy,
    version: programme.version,
    created_at: programme.createdAt,
  };
}

/** The only crossing from a row to a programme; its phases have rows of their own. */
export function coreFromRow(row: Selectable<ProgrammeTable>): ProgrammeCore {
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
      strategy: row.pairing_strategy as PairingStrategy,
    },
    version: row.version,
    createdAt: row.created_at,
  };
}
