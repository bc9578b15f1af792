import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { Session } from "../store/load-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { type Advance, advanceSessions } from "./advance-sessions.ts";

/**
 * Does whatever is due for a locked session now, as its rows say, whoever asks: reminders, rulings, telling that nobody knows who came.
 * Then says when something is due next.
 */
export async function advanceSession(
  ctx: Pick<SchedulingContext, "data">,
  trx: Trx<SchedulingTables>,
  locked: Session,
): Promise<Advance> {
  return (await advanceSessions(ctx, trx, [locked]))[0] as Advance;
}
