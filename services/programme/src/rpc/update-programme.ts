import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { updateProgramme as command } from "../commands/update-programme.ts";
import type { ProgrammeContext } from "../context.ts";
import { programmeAround } from "../queries/programme-around.ts";
import { wishOf } from "./convert.ts";
import { presentProgramme } from "./present-programme.ts";

export const updateProgramme =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.updateProgramme> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const programme = await command(ctx, call, { programmeId: req.programmeId, wish: wishOf(req) });
    return { programme: presentProgramme(await programmeAround(ctx, call, programme)) };
  };
