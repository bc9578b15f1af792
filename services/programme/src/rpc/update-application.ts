import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { updateApplication as command } from "../commands/update-application.ts";
import type { ProgrammeContext } from "../context.ts";
import { applicationAround } from "../queries/application-around.ts";
import { applicationWishOf } from "./convert.ts";
import { presentOutcome } from "./present-application.ts";

export const updateApplication =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.updateApplication> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const input = { applicationId: req.applicationId, wish: applicationWishOf(req) };
    const { application, match } = await command(ctx, call, input);
    const listed = await applicationAround(ctx, call, application.id);
    return { application: presentOutcome(application, listed, call.actor, match) };
  };
