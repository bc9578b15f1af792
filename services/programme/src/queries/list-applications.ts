import type { Call } from "@mentorship/shared/call";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { ApplicationRole, ApplicationState } from "../domain/application-states.ts";
import { isStaff } from "../domain/policy.ts";
import { type ListedApplication, pageOfApplications } from "../store/listed-applications.ts";
import { nextPageToken, placeOf } from "./newest-first.ts";

export interface ListApplications {
  readonly programmeId: string | undefined;
  readonly role: ApplicationRole | undefined;
  /** Empty: all. */
  readonly states: readonly ApplicationState[];
  readonly personId: string | undefined;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of applications, the newest first: all of the tenant for staff, their own for anyone else. Throws PAGE_TOKEN_INVALID. */
export async function listApplications(
  ctx: ProgrammeContext,
  call: Call,
  list: ListApplications,
): Promise<{ applications: ListedApplication[]; nextPageToken: string }> {
  const { pageSize: asked, pageToken, ...filter } = list;
  const staff = isStaff(call.actor);
  const mine = staff ? "" : call.actor.id;
  const query = { list: "applications", ...filter, states: [...filter.states].sort(), mine };
  const size = pageSize(asked, 50, 500);
  const after = placeOf(query, pageToken);
  // Somebody else's applications are none that the caller may see.
  if (!staff && filter.personId !== undefined && filter.personId !== mine)
    return { applications: [], nextPageToken: "" };
  const personId = staff ? filter.personId : mine;
  const found = await readTenant(ctx, call.tenantId, (db) =>
    pageOfApplications(db, { ...filter, personId, staff }, after, size + 1),
  );
  const applications = found.slice(0, size);
  return {
    applications,
    nextPageToken: nextPageToken(query, applications.at(-1)?.application, found.length > size),
  };
}
