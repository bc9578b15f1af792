import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Programme } from "../domain/programme.ts";
import { findProgramme } from "../store/programmes.ts";

/** A programme, for another service. Throws NOT_FOUND. */
export async function getProgrammeFacts(ctx: ProgrammeContext, call: Call, id: string): Promise<Programme> {
  const programme = await readTenant(ctx, call.tenantId, (db) => findProgramme(db, id));
  if (!programme) throw notFound("programme", id);
  return programme;
}
