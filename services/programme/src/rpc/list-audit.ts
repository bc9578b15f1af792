import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listAudit as query } from "../queries/list-audit.ts";

export const listAudit =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listAudit> =>
  async (req, rpc) => {
    return query(ctx, callOf(rpc), req);
  };
