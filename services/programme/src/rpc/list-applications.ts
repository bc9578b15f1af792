import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listApplications as query } from "../queries/list-applications.ts";
import { applicationFilterOf } from "./convert-lists.ts";
import { presentApplication } from "./present-application.ts";

export const listApplications =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listApplications> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const { applications, nextPageToken } = await query(ctx, call, applicationFilterOf(req));
    return { applications: applications.map((each) => presentApplication(each, call.actor)), nextPageToken };
  };
