import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { applicationFacts } from "../facts.ts";
import { getApplicationFacts as query } from "../queries/get-application-facts.ts";
import { applicantOf } from "./convert.ts";

export const getApplicationFacts =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getApplicationFacts> =>
  async (req, rpc) => {
    const { application, state } = await query(ctx, callOf(rpc), applicantOf(req));
    return { application: applicationFacts(application, state) };
  };
