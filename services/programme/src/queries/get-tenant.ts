import { DomainError } from "@mentorship/shared/errors";
import type { ProgrammeContext } from "../context.ts";
import type { Tenant } from "../domain/tenant.ts";
import { findTenant } from "../store/tenants.ts";

/** What every service keeps of a tenant. Throws TENANT_UNKNOWN. */
export async function getTenant(ctx: ProgrammeContext, tenantId: string): Promise<Omit<Tenant, "name" | "zone">> {
  const row = await findTenant(ctx, tenantId);
  if (!row) throw new DomainError("TENANT_UNKNOWN", "this tenant was not created", { tenant_id: tenantId });
  return {
    id: row.id,
    canonicalZone: row.zone,
    frontEndUrl: row.front_end_url,
    test: row.test,
    clockOffsetMs: row.clock_offset_ms,
    clockVersion: row.clock_version,
    version: row.version,
  };
}
