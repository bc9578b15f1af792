import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { TenantSchema } from "@mentorship/client/v1";
import type { TenantClock } from "@mentorship/shared/clock";
import type { Tenant } from "../domain/tenant.ts";

/** A tenant and its time. */
export const presentTenant = (tenant: Tenant, clock: TenantClock): MessageInitShape<typeof TenantSchema> => ({
  tenantId: tenant.id,
  name: tenant.name,
  zone: tenant.zone,
  frontEndUrl: tenant.frontEndUrl,
  test: tenant.test,
  now: timestampFromDate(clock.now),
  clockOffset: durationFromMs(clock.offsetMs),
  version: BigInt(tenant.version),
});
