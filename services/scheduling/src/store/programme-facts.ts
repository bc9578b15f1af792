import type { Db, Trx } from "@mentorship/shared/postgres";
import type { Selectable } from "kysely";
import type { SessionSettings } from "../domain/session.ts";
import type { ProgrammeFactsTable, SchedulingTables } from "./tables.ts";

/** What this service knows of a programme. `state` in lower case, as the domain names states. */
export type ProgrammeFacts = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly version: number;
  readonly settings: SessionSettings;
};

/** Keeps what a programme is. Facts of an older version change nothing. */
export async function putProgramme(trx: Trx<SchedulingTables>, facts: ProgrammeFacts): Promise<void> {
  const row = {
    name: facts.name,
    state: facts.state,
    version: facts.version,
    self_booking: facts.settings.selfBooking,
    no_show_grace_seconds: facts.settings.graceMinutes * 60,
    late_cancel_seconds: facts.settings.lateCancelHours * 3_600,
  };
  await trx.sql
    .insertInto("programme_facts")
    .values({ tenant_id: trx.tenantId, id: facts.id, ...row })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "id"]).doUpdateSet(row).where("programme_facts.version", "<", facts.version),
    )
    .execute();
}

/** What is known of these programmes, by id. */
export async function findProgrammes(
  db: Db<SchedulingTables>,
  ids: readonly string[],
): Promise<Map<string, ProgrammeFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("programme_facts")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.id, programmeFromRow(row)]));
}

export function programmeFromRow(row: Selectable<ProgrammeFactsTable>): ProgrammeFacts {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    version: row.version,
    settings: {
      selfBooking: row.self_booking,
      graceMinutes: row.no_show_grace_seconds / 60,
      lateCancelHours: row.late_cancel_seconds / 3_600,
    },
  };
}
