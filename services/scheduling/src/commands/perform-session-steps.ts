import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { lockSessions } from "../store/load-sessions.ts";
import { advanceSessions } from "./advance-sessions.ts";

/**
 * Does whatever is due for sessions of one tenant at this moment, all of it or nothing. Answers for how many of them there was something
 * to do: nothing is for those where somebody was faster, or that there are not.
 */
export function performSessionSteps(
  ctx: Pick<SchedulingContext, "data">,
  call: Call,
  sessionIds: readonly string[],
): Promise<number> {
  return transact(ctx, call, async (trx) => {
    const advances = await advanceSessions(ctx, trx, await lockSessions(trx, sessionIds));
    return advances.filter(({ done }) => done.length > 0).length;
  });
}
