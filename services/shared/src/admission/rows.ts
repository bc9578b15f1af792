import type { PersonFacts, TenantFacts } from "@mentorship/client/v1";
import { type Kysely, sql } from "kysely";
import { machinery, type MachineryTables, pendingKey, type Trx } from "../postgres/index.ts";

/** The key of `Data.admitted` for a caller; `member` when it was let in as somebody who must be in the directory. */
export const admittedKey = (tenantId: string, actorId: string, member: boolean): string =>
  JSON.stringify([tenantId, actorId, member]);

/**
 * Keeps what a tenant is. Facts of an older `version` change nothing; the clock has a version of its own and never goes back. The facts
 * must be of the transaction's tenant.
 */
export async function putTenantRow<S>(trx: Trx<S>, facts: TenantFacts, version: number): Promise<void> {
  if (facts.tenantId !== trx.tenantId) throw new Error("a tenant's row is written in its own transaction");
  await writeTenant(machinery(trx.sql), facts, version);
}

/** Keeps what people are, of the transaction's tenant. Facts of an older version change nothing. */
export async function putPersonRow<S>(trx: Trx<S>, facts: PersonFacts | readonly PersonFacts[]): Promise<void> {
  const all = Array.isArray(facts) ? (facts as readonly PersonFacts[]) : [facts as PersonFacts];
  await writePeople(machinery(trx.sql), trx.tenantId, all);
  for (const { personId } of all) {
    trx[pendingKey].admissions.push(
      admittedKey(trx.tenantId, personId, true),
      admittedKey(trx.tenantId, personId, false),
    );
  }
}

export async function writeTenant(db: Kysely<MachineryTables>, facts: TenantFacts, version: number): Promise<void> {
  await sql`
    insert into tenant as known (id, version, zone, front_end_url, test, clock_offset_ms, clock_version)
    values (${facts.tenantId}, ${version}, ${facts.zone}, ${facts.frontEndUrl}, ${facts.test}, ${String(facts.clockOffsetMs)},
      ${String(facts.clockVersion)})
    on conflict (id) do update set
      version = greatest(known.version, excluded.version),
      zone = case when excluded.version > known.version then excluded.zone else known.zone end,
      front_end_url = case when excluded.version > known.version then excluded.front_end_url else known.front_end_url end,
      test = case when excluded.version > known.version then excluded.test else known.test end,
      clock_offset_ms = case when excluded.clock_version > known.clock_version then excluded.clock_offset_ms
        else known.clock_offset_ms end,
      clock_version = greatest(known.clock_version, excluded.clock_version)`.execute(db);
}

export async function writePeople(
  db: Kysely<MachineryTables>,
  tenantId: string,
  people: readonly PersonFacts[],
): Promise<void> {
  const newest = new Map<string, PersonFacts>();
  for (const each of people) {
    const known = newest.get(each.personId);
    if (!known || each.version >= known.version) newest.set(each.personId, each);
  }
  if (newest.size === 0) return;
  // Sorted, so that two transactions with the same people wait for each other instead of deadlocking.
  const rows = [...newest.values()]
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
    .map(({ personId, version, suspended, zone }) => ({ id: personId, version: String(version), suspended, zone }));
  await sql`
    insert into person as known (tenant_id, id, version, suspended, zone)
    select ${tenantId}, p.id, p.version, p.suspended, p.zone
    from json_to_recordset(${JSON.stringify(rows)}::json) as p(id text, version int8, suspended boolean, zone text)
    on conflict (tenant_id, id) do update
      set version = excluded.version, suspended = excluded.suspended, zone = excluded.zone
      where excluded.version > known.version`.execute(db);
}
