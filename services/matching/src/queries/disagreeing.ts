import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { findDisagreeing, type LoadedPerson } from "../store/applications.ts";
import type { ApplicationRole } from "../store/tables.ts";

/** Of whom events say something else than programme has just said. */
export const disagreeing = (
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  people: readonly LoadedPerson[],
): Promise<readonly { readonly personId: string; readonly role: ApplicationRole }[]> =>
  readTenant(ctx, call.tenantId, (db) => findDisagreeing(db, programmeId, people));
