import type { ProgrammeService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { ProgrammeContext } from "../context.ts";
import { listPeople as query } from "../queries/list-people.ts";
import { personFilterOf } from "./convert-lists.ts";
import { presentPerson } from "./present-person.ts";

export const listPeople =
  (ctx: ProgrammeContext): Handler<typeof ProgrammeService.method.listPeople> =>
  async (req, rpc) => {
    const { people, nextPageToken } = await query(ctx, callOf(rpc), personFilterOf(req));
    return { people: people.map(({ person, view }) => presentPerson(person, view)), nextPageToken };
  };
