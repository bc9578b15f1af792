import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { type ListedApplication, findListed } from "../store/listed-applications.ts";

/** An application as it stands now, with the names around it: what an answer adds afresh to a command's outcome. */
export async function applicationAround(ctx: ProgrammeContext, call: Call, id: string): Promise<ListedApplication> {
  const listed = await readTenant(ctx, call.tenantId, (db) => findListed(db, id));
  if (!listed) throw notFound("application", id);
  return listed;
}
