import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { personFacts } from "../facts.ts";
import { getPersonFacts as query } from "../queries/get-person-facts.ts";

export const getPersonFacts =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getPersonFacts> =>
  async (req, rpc) => {
    return { person: personFacts(await query(ctx, callOf(rpc), req.personId)) };
  };
