import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { getAdminDashboard as query } from "../queries/get-admin-dashboard.ts";
import { presentDashboard } from "./present-dashboard.ts";

export const getAdminDashboard =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getAdminDashboard> =>
  async (req, rpc) => {
    return presentDashboard(await query(ctx, callOf(rpc), req.programmeId || undefined));
  };
