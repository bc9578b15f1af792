import type { MatchingService } from "@mentorship/client/v1";
import { callOf } from "@mentorship/shared/call";
import type { Handler } from "@mentorship/shared/rpc";
import type { MatchingContext } from "../context.ts";
import { listRuns } from "../queries/list-runs.ts";
import { runMessage } from "./present-run.ts";

export const listMatchRuns =
  (ctx: MatchingContext): Handler<typeof MatchingService.method.listMatchRuns> =>
  async ({ programmeId, pageSize, pageToken }, rpc) => {
    const asked = { ...(programmeId === "" ? {} : { programmeId }), pageSize, pageToken };
    const { runs, nextPageToken } = await listRuns(ctx, callOf(rpc), asked);
    return { runs: runs.map(runMessage), nextPageToken };
  };
