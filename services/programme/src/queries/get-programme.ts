import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { statesSeenBy } from "../domain/programme-view.ts";
import { findProgramme } from "../store/programmes.ts";
import { aroundProgrammes, type SeenProgramme } from "./around-programmes.ts";

/** A programme as the caller sees it. Throws NOT_FOUND. */
export function getProgramme(ctx: ProgrammeContext, call: Call, id: string): Promise<SeenProgramme> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const programme = await findProgramme(db, id);
    if (!programme || !statesSeenBy(call.actor).includes(programme.state)) throw notFound("programme", id);
    const [seen] = await aroundProgrammes(db, call, [programme]);
    return seen as SeenProgramme;
  });
}
