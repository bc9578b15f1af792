import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { findProgramme } from "../store/programmes.ts";
import { aroundProgrammes, type SeenProgramme } from "./around-programmes.ts";

/** A command's outcome as its caller sees it: the programme as the command left it, what the caller may do now read afresh. */
export function programmeAround(ctx: ProgrammeContext, call: Call, outcome: Programme): Promise<SeenProgramme> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const now = (await findProgramme(db, outcome.id)) ?? outcome;
    const [seen] = await aroundProgrammes(db, call, [now]);
    return { ...(seen as SeenProgramme), programme: outcome };
  });
}
