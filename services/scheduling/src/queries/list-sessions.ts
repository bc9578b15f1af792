import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { sessionScope } from "../domain/policy.ts";
import { type SessionFilter, type SessionPosition, listSessionIds } from "../store/list-sessions.ts";
import { findSessions } from "../store/load-sessions.ts";
import { type DescribedSession, named, surroundSessions } from "./describe-sessions.ts";

export type ListSessionsInput = Omit<SessionFilter, "scope" | "after" | "limit"> & {
  readonly pageSize: number;
  readonly pageToken: string;
};

export type SessionPage = { readonly sessions: readonly DescribedSession[]; readonly nextPageToken: string };

/** A page of the sessions that the caller may see, by their beginning. Throws PAGE_TOKEN_INVALID. */
export async function listSessions(ctx: SchedulingContext, call: Call, input: ListSessionsInput): Promise<SessionPage> {
  const { pageSize: asked, pageToken, ...filter } = input;
  const scope = scopeOf(call);
  const query = { ...filter, scope };
  const after = decodePageToken<SessionPosition>(query, pageToken);
  if (scope === "none") return { sessions: [], nextPageToken: "" };
  const size = pageSize(asked);
  const page = await readTenant(ctx, call.tenantId, async (db) => {
    const found = await listSessionIds(db, { ...filter, scope, after, limit: size + 1 });
    const shown = found.slice(0, size);
    const sessions = await findSessions(
      db,
      shown.map((one) => one.id),
    );
    const last = found.length > size ? shown.at(-1) : undefined;
    return { last, sessions: await surroundSessions(db, call, sessions) };
  });
  return {
    sessions: await named(ctx, call, page.sessions),
    nextPageToken: page.last === undefined ? "" : encodePageToken(query, page.last),
  };
}

/** Null: all of the tenant. A side that the token does not carry is not seen from. */
function scopeOf({ actor }: Call): SessionFilter["scope"] | "none" {
  const scope = sessionScope(actor);
  if (scope.kind === "all") return null;
  if (scope.kind === "none") return "none";
  const sides = (["mentor", "mentee"] as const).filter((side) => actor.roles.includes(side));
  return { personId: scope.personId, sides };
}
