import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { pauseMentor as command } from "../commands/pause-mentor.ts";
import type { ProgrammeContext } from "../context.ts";
import { applicationAround } from "../queries/application-around.ts";
import { presentOutcome } from "./present-application.ts";

export const pauseMentor =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.pauseMentor> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const outcome = await command(ctx, call, req.applicationId);
    const listed = await applicationAround(ctx, call, outcome.id);
    return { application: presentOutcome(outcome, listed, call.actor) };
  };
