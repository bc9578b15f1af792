import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { programmeFacts } from "../facts.ts";
import { getProgrammeFacts as query } from "../queries/get-programme-facts.ts";

export const getProgrammeFacts =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getProgrammeFacts> =>
  async (req, rpc) => {
    return { programme: programmeFacts(await query(ctx, callOf(rpc), req.programmeId)) };
  };
