import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listProgrammes as query } from "../queries/list-programmes.ts";
import { programmeStatesOf } from "./convert.ts";
import { presentProgramme } from "./present-programme.ts";

export const listProgrammes =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listProgrammes> =>
  async (req, rpc) => {
    const list = { states: programmeStatesOf(req.states), pageSize: req.pageSize, pageToken: req.pageToken };
    const { programmes, nextPageToken } = await query(ctx, callOf(rpc), list);
    return { programmes: programmes.map(presentProgramme), nextPageToken };
  };
