import type { Call } from "@mentorship/shared/call";
import { notFound } from "@mentorship/shared/errors";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { MatcherInput } from "../domain/matcher/index.ts";
import { findRunInput } from "../store/run-inputs.ts";

/** All that a run considers. Throws NOT_FOUND before it has loaded. */
export async function getRunInput(ctx: MatchingContext, call: Call, runId: string): Promise<MatcherInput> {
  const input = await readTenant(ctx, call.tenantId, (db) => findRunInput(db, runId));
  if (!input) throw notFound("input of match run", runId);
  return input;
}
