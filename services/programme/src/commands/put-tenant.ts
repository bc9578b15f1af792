import { putTenantRow } from "@mentorship/shared/admission";
import { appendAudit } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { appendOutbox } from "@mentorship/shared/events";
import { transact } from "@mentorship/shared/postgres";
import { canonicalZone } from "@mentorship/shared/zones";
import type { ProgrammeContext } from "../context.ts";
import { decideTenant, frontEndUrlOf, type Tenant } from "../domain/tenant.ts";
import { tenantPut } from "../events/publish.ts";
import { tenantFacts } from "../facts.ts";
import { lockTenant, saveProfile } from "../store/tenants.ts";

export interface PutTenantInput {
  readonly name: string;
  /** Empty: UTC. */
  readonly zone: string;
  readonly frontEndUrl: string;
  readonly test: boolean;
}

/** Creates or changes the caller's tenant. Throws ZONE_UNKNOWN, INVALID_ARGUMENT and TEST_TENANT_REFUSED. */
export async function putTenant(ctx: ProgrammeContext, call: Call, input: PutTenantInput): Promise<Tenant> {
  const zone = canonicalZone(input.zone || "UTC");
  const frontEndUrl = frontEndUrlOf(input.frontEndUrl);
  return transact(ctx, call, async (trx) => {
    const before = await lockTenant(trx);
    const wish = {
      id: call.tenantId,
      name: input.name,
      zone: zone.given,
      canonicalZone: zone.canonical,
      frontEndUrl,
      test: input.test,
    };
    const tenant = decideTenant(before, wish, ctx.config.environment === "production");
    if (tenant === before) return tenant;
    await putTenantRow(trx, tenantFacts(tenant), tenant.version);
    await saveProfile(trx, tenant);
    appendOutbox(trx, [tenantPut(tenant)]);
    appendAudit(trx, {
      action: "tenant.put",
      entity: { type: "tenant", id: tenant.id },
      before,
      after: tenant,
    });
    return tenant;
  });
}
