import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { sessionScope } from "../domain/policy.ts";
import { type RequestFilter, type RequestPosition, listRequests } from "../store/session-requests.ts";
import { type DescribedRequest, nameRequests, surroundRequests } from "./describe-requests.ts";

export type ListSessionRequestsInput = Omit<RequestFilter, "personId" | "after" | "limit"> & {
  readonly pageSize: number;
  readonly pageToken: string;
};

export type RequestPage = { readonly requests: readonly DescribedRequest[]; readonly nextPageToken: string };

/** A page of the requests that the caller may see, the newest first. Throws PAGE_TOKEN_INVALID. */
export async function listSessionRequests(
  ctx: SchedulingContext,
  call: Call,
  input: ListSessionRequestsInput,
): Promise<RequestPage> {
  const { pageSize: asked, pageToken, ...filter } = input;
  const scope = sessionScope(call.actor);
  const query = { ...filter, scope };
  const after = decodePageToken<RequestPosition>(query, pageToken);
  if (scope.kind === "none") return { requests: [], nextPageToken: "" };
  const personId = scope.kind === "person" ? scope.personId : null;
  const size = pageSize(asked);
  const page = await readTenant(ctx, call.tenantId, async (db) => {
    const found = await listRequests(db, { ...filter, personId, after, limit: size + 1 });
    const shown = found.slice(0, size);
    return { last: found.length > size ? shown.at(-1) : undefined, shown: await surroundRequests(db, call, shown) };
  });
  const { last } = page;
  return {
    requests: await nameRequests(ctx, call, page.shown),
    nextPageToken:
      last === undefined ? "" : encodePageToken(query, { requestedAt: new Date(last.requestedAt), id: last.id }),
  };
}
