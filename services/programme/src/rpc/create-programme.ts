import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { createProgramme as command } from "../commands/create-programme.ts";
import type { ProgrammeContext } from "../context.ts";
import { programmeAround } from "../queries/programme-around.ts";
import { draftOf } from "./convert.ts";
import { presentProgramme } from "./present-programme.ts";

export const createProgramme =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.createProgramme> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const programme = await command(ctx, call, draftOf(req));
    return { programme: presentProgramme(await programmeAround(ctx, call, programme)) };
  };
