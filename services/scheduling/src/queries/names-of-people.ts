import type { Call } from "@mentorship/shared/call";
import type { SchedulingContext } from "../context.ts";

/**
 * The names of people, by id. While the directory does not answer, names are left out: what was decided must reach the caller all the
 * same.
 */
export async function namesOfPeople(
  ctx: SchedulingContext,
  call: Call,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  try {
    return await ctx.owners.directory.namesOf(call, ids);
  } catch (error) {
    ctx.log.warn({ err: error }, "the directory does not tell names at the moment");
    return new Map();
  }
}
