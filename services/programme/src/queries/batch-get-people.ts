import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { type Profile, profilesOf } from "../store/people.ts";

/** What may be shown of people, for another service. Unknown ids are left out. */
export function batchGetPeople(
  ctx: ProgrammeContext,
  call: Call,
  of: { readonly personIds: readonly string[]; readonly programmeId: string | undefined },
): Promise<Profile[]> {
  const ids = [...new Set(of.personIds)];
  return readTenant(ctx, call.tenantId, (db) => profilesOf(db, ids, of.programmeId));
}
