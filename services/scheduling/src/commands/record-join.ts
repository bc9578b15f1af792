import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { decideSession } from "../domain/decisions/decide-session.ts";
import type { Instant } from "../domain/time/instant.ts";
import { lockSession } from "../store/load-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";

/** Keeps that somebody joined through our link, whenever it is learnt, and what follows from it. Throws NOT_FOUND. */
export async function recordJoin(
  ctx: SchedulingContext,
  trx: Trx<SchedulingTables>,
  join: { readonly sessionId: string; readonly personId: string; readonly joinedAt: Instant },
): Promise<void> {
  const session = await lockSession(trx, join.sessionId);
  const { personId, joinedAt } = join;
  const intent = { kind: "record_presence", personId, source: "join_link", from: joinedAt, to: null } as const;
  const decision = decideSession(session.record, intent, trx.call.actor, trx.now.getTime(), session.settings);
  const seen = await keepSession(ctx, trx, session, decision, { action: "session.joined" });
  await advanceSession(ctx, trx, seen);
}
