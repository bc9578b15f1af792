import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import { listRuns as listRows, type RunCursor } from "../store/runs.ts";
import type { RunNow } from "./run-now.ts";

export interface ListRuns {
  /** Unset: of all programmes. */
  readonly programmeId?: string;
  /** 0: 50. At most 200. */
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of the tenant's runs, the newest first. Throws PAGE_TOKEN_INVALID. */
export async function listRuns(
  ctx: MatchingContext,
  call: Call,
  { programmeId, pageSize: asked, pageToken }: ListRuns,
): Promise<{ runs: RunNow[]; nextPageToken: string }> {
  const query = { list: "match runs", programmeId };
  const after = decodePageToken<RunCursor>(query, pageToken);
  const limit = pageSize(asked, 50, 200);
  const { rows, now } = await readTenant(ctx, call.tenantId, async (db) => ({
    rows: await listRows(db, programmeId, after, limit + 1),
    now: db.now,
  }));
  const runs = rows.slice(0, limit);
  const last = runs.at(-1);
  const more = rows.length > limit && last !== undefined;
  const next = more ? encodePageToken(query, { requestedAt: last.requestedAt, id: last.id }) : "";
  return { runs: runs.map((run) => ({ run, now })), nextPageToken: next };
}
