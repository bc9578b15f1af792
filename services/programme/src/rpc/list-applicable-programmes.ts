import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listApplicableProgrammes as query } from "../queries/list-applicable-programmes.ts";
import { roleOf } from "./convert.ts";
import { presentApplicable } from "./present-applicable.ts";

export const listApplicableProgrammes =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listApplicableProgrammes> =>
  async (req, rpc) => {
    const { programmes, nextPageToken } = await query(ctx, callOf(rpc), { ...req, role: roleOf(req.role) });
    return { programmes: programmes.map(presentApplicable), nextPageToken };
  };
