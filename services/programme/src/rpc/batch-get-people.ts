import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { batchGetPeople as query } from "../queries/batch-get-people.ts";
import { presentProfile } from "./present-person.ts";

export const batchGetPeople =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.batchGetPeople> =>
  async (req, rpc) => {
    const of = { personIds: req.personIds, programmeId: req.programmeId || undefined };
    const profiles = await query(ctx, callOf(rpc), of);
    return { people: profiles.map(presentProfile) };
  };
