import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { matchScope } from "../domain/policy.ts";
import { listMatches as listRows, type MatchCursor, type MatchFilter } from "../store/match-list.ts";

export interface ListMatches {
  readonly filter: MatchFilter;
  /** 0: 50. At most 500. */
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of the matches that the caller may know of, the newest first. Throws PAGE_TOKEN_INVALID. */
export async function listMatches(
  ctx: MatchingContext,
  call: Call,
  { filter, pageSize: asked, pageToken }: ListMatches,
): Promise<{ matches: Match[]; nextPageToken: string }> {
  const scope = matchScope(call.actor);
  const query = { list: "matches", scope, filter };
  const after = decodePageToken<MatchCursor>(query, pageToken);
  const limit = pageSize(asked, 50, 500);
  const rows = await readTenant(ctx, call.tenantId, (db) => listRows(db, scope, filter, after, limit + 1));
  const matches = rows.slice(0, limit);
  const last = matches.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { matches, nextPageToken: more ? encodePageToken(query, { proposedAt: last.proposedAt, id: last.id }) : "" };
}
