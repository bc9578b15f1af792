import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { listLeftOver as listRows, type LeftOverRow } from "../store/run-results.ts";
import { findRun } from "../store/runs.ts";

export interface ListLeftOver {
  readonly runId: string;
  /** 0: 100. At most 500. */
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of the mentees whom a run left over, by person id. Throws NOT_FOUND and PAGE_TOKEN_INVALID. */
export async function listLeftOver(
  ctx: MatchingContext,
  call: Call,
  { runId, pageSize: asked, pageToken }: ListLeftOver,
): Promise<{ mentees: LeftOverRow[]; nextPageToken: string }> {
  const query = { list: "left over", runId };
  const after = decodePageToken<string>(query, pageToken);
  const limit = pageSize(asked, 100, 500);
  const rows = await readTenant(ctx, call.tenantId, async (db) => {
    if (!(await findRun(db, runId))) throw notFound("match run", runId);
    return listRows(db, runId, after, limit + 1);
  });
  const mentees = rows.slice(0, limit);
  const last = mentees.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { mentees, nextPageToken: more ? encodePageToken(query, last.menteeId) : "" };
}
