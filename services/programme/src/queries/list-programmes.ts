import type { Call } from "@mentorship/shared/call";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { statesSeenBy } from "../domain/programme-view.ts";
import { pageOfProgrammes, type ProgrammeFilter, type ProgrammeOrder } from "../store/listed-programmes.ts";
import { aroundProgrammes, type SeenProgramme } from "./around-programmes.ts";
import { type KeyKind, listQuery, pageOf, placeOf } from "./pages.ts";

/** `states` empty: all that the caller may see. */
export interface ListProgrammes extends ProgrammeFilter {
  readonly order: ProgrammeOrder;
  readonly pageSize: number;
  readonly pageToken: string;
}

const keys: Readonly<Record<ProgrammeOrder, KeyKind>> = { NEWEST: "time", NAME: "text", START: "time_or_none" };

/** A page of programmes as the caller sees them. Throws PAGE_TOKEN_INVALID. */
export async function listProgrammes(
  ctx: ProgrammeContext,
  call: Call,
  list: ListProgrammes,
): Promise<{ programmes: SeenProgramme[]; nextPageToken: string }> {
  const { pageSize: asked, pageToken, order, text, department } = list;
  const seen = statesSeenBy(call.actor);
  const states = seen.filter((state) => list.states.length === 0 || list.states.includes(state));
  const filter = { states, text, department };
  const query = listQuery(call, "programmes", { ...filter, order });
  const size = pageSize(asked);
  const after = placeOf(query, pageToken, keys[order]);
  return readTenant(ctx, call.tenantId, async (db) => {
    const found = await pageOfProgrammes(db, filter, order, after, size + 1);
    const { page, nextPageToken } = pageOf(query, found, size);
    return { programmes: await aroundProgrammes(db, call, page), nextPageToken };
  });
}
