import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { upsertSkills as command } from "../commands/upsert-skills.ts";
import type { ProgrammeContext } from "../context.ts";

export const upsertSkills =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.upsertSkills> =>
  async (req, rpc) => {
    return command(ctx, callOf(rpc), req.skills);
  };
