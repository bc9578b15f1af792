import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import { startMatching as command } from "../commands/start-matching.ts";
import type { ProgrammeContext } from "../context.ts";
import { programmeAround } from "../queries/programme-around.ts";
import { presentProgramme } from "./present-programme.ts";

export const startMatching =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.startMatching> =>
  async (req, rpc) => {
    const call = callOf(rpc);
    const programme = await command(ctx, call, req.programmeId);
    return { programme: presentProgramme(await programmeAround(ctx, call, programme)) };
  };
