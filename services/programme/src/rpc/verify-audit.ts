import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { verifyAudit as query } from "../queries/verify-audit.ts";

export const verifyAudit =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.verifyAudit> =>
  async (_req, rpc) => {
    return query(ctx, callOf(rpc), rpc.signal);
  };
