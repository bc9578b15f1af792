import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { applyAsMentee as command } from "../commands/apply-as-mentee.ts";
import type { ProgrammeContext } from "../context.ts";
import { applicationAround } from "../queries/application-around.ts";
import { applicationTextOf } from "./convert.ts";
import { presentOutcome } from "./present-application.ts";

export const applyAsMentee =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.applyAsMentee> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const text = applicationTextOf({ ...req, tags: req.focusTags });
    const { outcome, around } = await command(ctx, call, {
      programmeId: req.programmeId,
      personId: req.personId,
      text,
    });
    const listed = around ?? (await applicationAround(ctx, call, outcome.id));
    return { application: presentOutcome(outcome, listed, call.actor) };
  };
