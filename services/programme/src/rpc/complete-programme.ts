import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { completeProgramme as command } from "../commands/complete-programme.ts";
import type { ProgrammeContext } from "../context.ts";
import { programmeAround } from "../queries/programme-around.ts";
import { presentProgramme } from "./present-programme.ts";

export const completeProgramme =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.completeProgramme> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const programme = await command(ctx, call, req.programmeId);
    return { programme: presentProgramme(await programmeAround(ctx, call, programme)) };
  };
