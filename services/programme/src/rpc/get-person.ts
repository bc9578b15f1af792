import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { getPerson as query } from "../queries/get-person.ts";
import { presentPerson } from "./present-person.ts";

export const getPerson =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.getPerson> =>
  async (req, rpc) => {
    const { person, view } = await query(ctx, callOf(rpc), req.personId);
    return { person: presentPerson(person, view) };
  };
