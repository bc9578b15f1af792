import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { lockSession } from "../store/load-sessions.ts";
import { advanceSession } from "./advance-session.ts";

/**
 * Does whatever is due for a session at this moment, as its rows say: asked by its workflow and by the sweep, it finds nothing to do when
 * somebody was faster. Answers what was done, in the words of the plan. Throws NOT_FOUND.
 */
export function performSessionStep(
  ctx: Pick<SchedulingContext, "data">,
  call: Call,
  sessionId: string,
): Promise<readonly string[]> {
  return transact(ctx, call, async (trx) => {
    const { done } = await advanceSession(ctx, trx, await lockSession(trx, sessionId));
    return done;
  });
}
