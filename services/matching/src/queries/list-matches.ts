import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Match } from "../domain/match.ts";
import { matchScope } from "../domain/policy.ts";
import {
  type AskedOrder,
  cursorOf,
  listMatches as listRows,
  type MatchCursor,
  type MatchFilter,
  type MatchOrder,
} from "../store/match-list.ts";

export interface ListMatches {
  readonly filter: MatchFilter;
  /** Undefined: the newest first; of matches that have waited for long, those first that have waited longest. */
  readonly order?: AskedOrder;
  /** 0: 50. At most 500. */
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of the matches that the caller may know of, in the order asked for. Throws PAGE_TOKEN_INVALID. */
export async function listMatches(
  ctx: MatchingContext,
  call: Call,
  { filter, order: wished, pageSize: asked, pageToken }: ListMatches,
): Promise<{ matches: Match[]; nextPageToken: string }> {
  const scope = matchScope(call.actor);
  const order = wished ?? orderOf(filter);
  const query = { list: "matches", scope, filter, order };
  const after = decodePageToken<MatchCursor>(query, pageToken);
  const limit = pageSize(asked, 50, 500);
  const rows = await readTenant(ctx, call.tenantId, (db) => listRows(db, scope, filter, order, after, limit + 1));
  const matches = rows.slice(0, limit);
  const last = matches.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { matches, nextPageToken: more ? encodePageToken(query, cursorOf(order, last)) : "" };
}

const longest = { PENDING_TOO_LONG: "LONGEST_PENDING", STUCK: "LONGEST_STUCK" } as const;
const orderOf = ({ waiting }: MatchFilter): MatchOrder => (waiting ? longest[waiting] : "NEWEST");
