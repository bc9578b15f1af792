import type { Call } from "@mentorship/shared/call";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import { isStaff } from "../domain/policy.ts";
import {
  type ApplicationFilter,
  type ApplicationOrder,
  type ListedApplication,
  pageOfApplications,
} from "../store/listed-applications.ts";
import { type KeyKind, listQuery, pageOf, placeOf } from "./pages.ts";

export interface ListApplications extends Omit<ApplicationFilter, "staff"> {
  readonly order: ApplicationOrder;
  readonly pageSize: number;
  readonly pageToken: string;
}

const keys: Readonly<Record<ApplicationOrder, KeyKind>> = { NEWEST: "time", OLDEST: "time", NAME: "text" };

/** A page of applications: of all of the tenant for staff, of their own for anyone else. Throws PAGE_TOKEN_INVALID. */
export async function listApplications(
  ctx: ProgrammeContext,
  call: Call,
  list: ListApplications,
): Promise<{ applications: ListedApplication[]; nextPageToken: string }> {
  const { pageSize: asked, pageToken, order, ...filter } = list;
  const staff = isStaff(call.actor);
  const sorted = { states: [...filter.states].sort(), tags: [...filter.tags].sort() };
  const query = listQuery(call, "applications", { ...filter, ...sorted, order, staff });
  const size = pageSize(asked, 50, 500);
  const after = placeOf(query, pageToken, keys[order]);
  const mine = staff ? filter.personId : call.actor.id;
  // Somebody else's applications are none that the caller may see.
  if (filter.personId !== undefined && filter.personId !== mine) return { applications: [], nextPageToken: "" };
  const found = await readTenant(ctx, call.tenantId, (db) =>
    pageOfApplications(db, { ...filter, personId: mine, staff }, order, after, size + 1),
  );
  const { page, nextPageToken } = pageOf(query, found, size);
  return { applications: page, nextPageToken };
}
