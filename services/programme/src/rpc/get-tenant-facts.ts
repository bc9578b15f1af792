import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { getTenant as query } from "../queries/get-tenant.ts";
import { tenantFacts } from "../facts.ts";

export const getTenantFacts =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getTenantFacts> =>
  async (_req, rpc) => {
    return { tenant: tenantFacts(await query(ctx, callOf(rpc).tenantId)) };
  };
