import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Person } from "../domain/person.ts";
import { findPerson } from "../store/people.ts";

/** A person of the directory, for another service. Throws NOT_FOUND. */
export async function getPersonFacts(ctx: ProgrammeContext, call: Call, personId: string): Promise<Person> {
  const person = await readTenant(ctx, call.tenantId, (db) => findPerson(db, personId));
  if (!person) throw notFound("person", personId);
  return person;
}
