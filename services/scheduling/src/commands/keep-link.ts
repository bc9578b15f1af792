import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { lockSession } from "../store/load-sessions.ts";
import { type LinkNews, putLink } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";

/**
 * Keeps where a session's meeting link stands, as its owner tells. Older news than what is known change nothing. With a provider that
 * tells who joins, its silence speaks as well, so the rule of attendance runs again.
 */
export async function keepLink(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  sessionId: string,
  link: LinkNews,
): Promise<void> {
  const isNews = await putLink(trx, sessionId, link);
  if (isNews && link.reportsEvents) await advanceSession(ctx, trx, await lockSession(trx, sessionId));
}
