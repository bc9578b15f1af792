import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { approveMentors as command } from "../commands/approve-mentors.ts";
import type { ProgrammeContext } from "../context.ts";
import { presentApproval } from "./present-approval.ts";

export const approveMentors =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.approveMentors> =>
  async (req, rpc) => {
    const results = await command(ctx, callOf(rpc), req.applicationIds);
    return { results: results.map(presentApproval) };
  };
