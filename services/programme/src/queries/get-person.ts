import { auditRead } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Person } from "../domain/person.ts";
import { isSelf, type PersonView, personView } from "../domain/policy.ts";
import { isAssigned } from "../store/matches.ts";
import { findPerson } from "../store/people.ts";

/** A person, and how much of them the caller may see. Reads of others are noted. Throws NOT_FOUND. */
export async function getPerson(
  ctx: ProgrammeContext,
  call: Call,
  personId: string,
): Promise<{ person: Person; view: PersonView }> {
  const found = await readTenant(ctx, call.tenantId, async (db) => ({
    person: await findPerson(db, personId),
    assigned: await isAssigned(db, call.actor.id, personId),
  }));
  const view = personView(call.actor, personId, found.assigned);
  if (!found.person || view === "none") throw notFound("person", personId);
  if (!isSelf(call.actor, personId))
    auditRead(ctx, call, { action: "person.read", entityType: "person", ids: [personId] });
  return { person: found.person, view };
}
