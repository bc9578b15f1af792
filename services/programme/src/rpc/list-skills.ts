import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listSkills as query } from "../queries/list-skills.ts";

export const listSkills =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listSkills> =>
  async (req, rpc) => {
    return query(ctx, callOf(rpc), req);
  };
