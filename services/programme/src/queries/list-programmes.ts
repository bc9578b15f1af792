import type { Call } from "@mentorship/shared/call";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { statesSeenBy } from "../domain/programme-view.ts";
import type { ProgrammeState } from "../domain/programme-states.ts";
import { pageOfProgrammes } from "../store/programmes.ts";
import { nextPageToken, placeOf } from "./newest-first.ts";
import { aroundProgrammes, type SeenProgramme } from "./around-programmes.ts";

export interface ListProgrammes {
  /** Empty: all that the caller may see. */
  readonly states: readonly ProgrammeState[];
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of programmes as the caller sees them, the newest first. Throws PAGE_TOKEN_INVALID. */
export async function listProgrammes(
  ctx: ProgrammeContext,
  call: Call,
  list: ListProgrammes,
): Promise<{ programmes: SeenProgramme[]; nextPageToken: string }> {
  const seen = statesSeenBy(call.actor);
  const states = seen.filter((state) => list.states.length === 0 || list.states.includes(state));
  const query = { list: "programmes", states };
  const size = pageSize(list.pageSize);
  const after = placeOf(query, list.pageToken);
  return readTenant(ctx, call.tenantId, async (db) => {
    const found = await pageOfProgrammes(db, states, after, size + 1);
    const page = found.slice(0, size);
    return {
      programmes: await aroundProgrammes(db, call, page),
      nextPageToken: nextPageToken(query, page.at(-1), found.length > size),
    };
  });
}
