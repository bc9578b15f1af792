import type { Db, Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Phase } from "../domain/phases.ts";
import type { Tables } from "./tables.ts";

/** The phases of these programmes in their order, by programme. */
export async function phasesOf(db: Db<Tables>, programmeIds: readonly string[]): Promise<Map<string, Phase[]>> {
  const phases = new Map<string, Phase[]>(programmeIds.map((id) => [id, []]));
  if (programmeIds.length === 0) return phases;
  const rows = await db.sql
    .selectFrom("programme_phase")
    .selectAll()
    .where("tenant_id", "=", db.tenantId)
    .where("programme_id", "in", [...programmeIds])
    .orderBy("programme_id")
    .orderBy("place")
    .execute();
  for (const row of rows) {
    phases.get(row.programme_id)?.push({ id: row.id, name: row.name, startsAt: row.starts_at, endsAt: row.ends_at });
  }
  return phases;
}

/** Makes these the phases of a programme, whose row the transaction holds. */
export async function savePhases(trx: Trx<Tables>, programmeId: string, phases: readonly Phase[]): Promise<void> {
  const ids = phases.map(({ id }) => id);
  await sql`
    delete from programme_phase
    where tenant_id = ${trx.tenantId} and programme_id = ${programmeId} and id <> all(${ids}::uuid[])`.execute(trx.sql);
  if (phases.length === 0) return;
  await sql`
    insert into programme_phase (tenant_id, programme_id, id, place, name, starts_at, ends_at)
    select ${trx.tenantId}, ${programmeId}::uuid, e.id, e.place - 1, e.name, e.starts_at, e.ends_at
    from unnest(
      ${ids}::uuid[], ${phases.map(({ name }) => name)}::text[], ${phases.map(({ startsAt }) => startsAt)}::timestamptz[],
      ${phases.map(({ endsAt }) => endsAt)}::timestamptz[]) with ordinality as e(id, name, starts_at, ends_at, place)
    on conflict (tenant_id, programme_id, id) do update set
      place = excluded.place, name = excluded.name, starts_at = excluded.starts_at, ends_at = excluded.ends_at`.execute(
    trx.sql,
  );
}
