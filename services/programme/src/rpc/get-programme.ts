import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { getProgramme as query } from "../queries/get-programme.ts";
import { presentProgramme } from "./present-programme.ts";

export const getProgramme =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getProgramme> =>
  async (req, rpc) => {
    return { programme: presentProgramme(await query(ctx, callOf(rpc), req.programmeId)) };
  };
