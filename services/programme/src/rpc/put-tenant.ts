import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import { tenantClock } from "@mentorship/shared/clock";
import type { Handler } from "@mentorship/shared/rpc";
import { putTenant as command } from "../commands/put-tenant.ts";
import type { ProgrammeContext } from "../context.ts";
import { presentTenant } from "./present-tenant.ts";

export const putTenant =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.putTenant> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const tenant = await command(ctx, call, req);
    return { tenant: presentTenant(tenant, await tenantClock(ctx, call.tenantId)) };
  };
