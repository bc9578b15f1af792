import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listProgrammes as query } from "../queries/list-programmes.ts";
import { programmeFilterOf } from "./convert-lists.ts";
import { presentProgramme } from "./present-programme.ts";

export const listProgrammes =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listProgrammes> =>
  async (req, rpc) => {
    const { programmes, nextPageToken } = await query(ctx, callOf(rpc), programmeFilterOf(req));
    return { programmes: programmes.map(presentProgramme), nextPageToken };
  };
