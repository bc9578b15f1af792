import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { Run } from "../domain/run.ts";
import { findRun } from "../store/runs.ts";

/** A run as it stands now. Throws NOT_FOUND. */
export async function getRun(ctx: MatchingContext, call: Pick<Call, "tenantId">, id: string): Promise<Run> {
  const run = await readTenant(ctx, call.tenantId, (db) => findRun(db, id));
  if (!run) throw notFound("match run", id);
  return run;
}
