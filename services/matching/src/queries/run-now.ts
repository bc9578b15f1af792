import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Run } from "../domain/run.ts";
import { findRun } from "../store/runs.ts";

/** A run as it stands, and the tenant's time at that moment. */
export interface RunNow {
  readonly run: Run;
  readonly now: Date;
}

/** A run as it stands now, to be shown. Throws NOT_FOUND. */
export function runNow(ctx: MatchingContext, call: Pick<Call, "tenantId">, id: string): Promise<RunNow> {
  return readTenant(ctx, call.tenantId, async (db) => {
    const run = await findRun(db, id);
    if (!run) throw notFound("match run", id);
    return { run, now: db.now };
  });
}
