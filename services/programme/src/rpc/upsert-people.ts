import type { MessageInitShape } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import type { UpsertPeopleRequest, UpsertPeopleResponseSchema } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import { upsertPeople as command } from "../commands/upsert-people.ts";
import type { ProgrammeContext } from "../context.ts";
import { createPersonReader, resultsOf } from "./convert-person.ts";

export const upsertPeople = (ctx: ProgrammeContext) => {
  const read = createPersonReader();
  return async function* (
    requests: AsyncIterable<UpsertPeopleRequest>,
    rpc: HandlerContext,
  ): AsyncGenerator<MessageInitShape<typeof UpsertPeopleResponseSchema>> {
    for await (const { people } of requests) {
      const rows = people.map(read);
      const accepted = rows.flatMap(({ person }) => (person ? [person] : []));
      yield { results: resultsOf(people, rows, await command(ctx, callOf(rpc), accepted)) };
    }
  };
};
