import { auditRead } from "@mentorship/shared/audit";
import type { Call } from "@mentorship/shared/call";
import { pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { ProgrammeContext } from "../context.ts";
import type { Person } from "../domain/person.ts";
import { isSelf, type PersonView, personView } from "../domain/policy.ts";
import { pageOfPeople, type PersonFilter, type PersonOrder } from "../store/listed-people.ts";
import { type KeyKind, listQuery, pageOf, placeOf } from "./pages.ts";

export interface ListPeople extends PersonFilter {
  readonly order: PersonOrder;
  readonly pageSize: number;
  readonly pageToken: string;
}

const keys: Readonly<Record<PersonOrder, KeyKind>> = { NAME: "text", ID: "none", NEWEST_BATCH: "number" };

/** A page of the directory, and how much of each person the caller may see. Noted as a read. Throws PAGE_TOKEN_INVALID. */
export async function listPeople(
  ctx: ProgrammeContext,
  call: Call,
  list: ListPeople,
): Promise<{ people: { person: Person; view: PersonView }[]; nextPageToken: string }> {
  const { pageSize: asked, pageToken, order, ...filter } = list;
  const query = listQuery(call, "people", { ...filter, departments: [...filter.departments].sort(), order });
  const size = pageSize(asked, 50, 500);
  const after = placeOf(query, pageToken, keys[order], "text");
  const found = await readTenant(ctx, call.tenantId, (db) => pageOfPeople(db, filter, order, after, size + 1));
  const { page, nextPageToken } = pageOf(query, found, size);
  const ids = page.map(({ id }) => id).filter((id) => !isSelf(call.actor, id));
  auditRead(ctx, call, { action: "person.listed", entityType: "person", ids });
  const people = page.map((person) => ({ person, view: personView(call.actor, person.id, false) }));
  return { people, nextPageToken };
}
