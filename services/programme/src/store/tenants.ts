import { type Data, machinery, machineryQuery, type Trx } from "@mentorship/shared/postgres";
import { sql } from "kysely";
import type { Tenant } from "../domain/tenant.ts";
import type { Tables } from "./tables.ts";

/** The caller's tenant, held until the transaction ends; null before it is created. */
export async function lockTenant(trx: Trx<Tables>): Promise<Tenant | null> {
  // Two first calls at once: the second waits here for the first, and then finds its row.
  await sql`select pg_advisory_xact_lock(hashtext('tenant'), hashtext(${trx.tenantId}))`.execute(trx.sql);
  const row = await trx.sql
    .selectFrom("tenant as t")
    .leftJoin("tenant_profile as p", "p.tenant_id", "t.id")
    .selectAll("t")
    .select(["p.name", "p.zone as given_zone"])
    .where("t.id", "=", trx.tenantId)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    name: row.name ?? "",
    zone: row.given_zone ?? row.zone,
    canonicalZone: row.zone,
    frontEndUrl: row.front_end_url,
    test: row.test,
    clockOffsetMs: row.clock_offset_ms,
    clockVersion: row.clock_version,
    version: row.version,
  };
}

/** Writes what this service alone keeps of a tenant. */
export async function saveProfile(trx: Trx<Tables>, tenant: Tenant): Promise<void> {
  const profile = { name: tenant.name, zone: tenant.zone };
  await trx.sql
    .insertInto("tenant_profile")
    .values({ tenant_id: tenant.id, ...profile })
    .onConflict((conflict) => conflict.column("tenant_id").doUpdateSet(profile))
    .execute();
}

/** What every service keeps of a tenant; undefined before it is created. */
export async function findTenant(ctx: { readonly data: Data<Tables> }, tenantId: string) {
  return machineryQuery(ctx, (kysely) =>
    machinery(kysely).selectFrom("tenant").selectAll().where("id", "=", tenantId).executeTakeFirst(),
  );
}
