import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Application } from "../domain/application.ts";
import { type ApplicationRole, type ApplicationState, visibleState } from "../domain/application-states.ts";
import { findApplicationOf } from "../store/applications.ts";

/** An application by its person, for another service, and where it stands. Throws NOT_FOUND. */
export async function getApplicationFacts(
  ctx: ProgrammeContext,
  call: Call,
  of: { readonly programmeId: string; readonly personId: string; readonly role: ApplicationRole },
): Promise<{ application: Application; state: ApplicationState }> {
  const known = await readTenant(ctx, call.tenantId, (db) => findApplicationOf(db, of));
  if (!known) throw notFound("application", of.personId);
  return { application: known.application, state: visibleState(known.application, known.match, call.actor) };
}
