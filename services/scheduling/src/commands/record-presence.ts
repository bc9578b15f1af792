import type { Call } from "@mentorship/shared/call";
import { transact } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { type PresenceReport, reportPresence } from "../domain/decisions/report-presence.ts";
import { lockSession } from "../store/load-sessions.ts";
import { insertReports } from "../store/presence-reports.ts";
import { advanceSession } from "./advance-session.ts";
import { keepSession } from "./keep-session.ts";

export type RecordPresenceInput = { readonly sessionId: string; readonly reports: readonly PresenceReport[] };

/** How many reports were new and counted, and the event ids of new ones that count for nothing. */
export type RecordedPresence = { readonly recorded: number; readonly ignoredEventIds: readonly string[] };

/** Keeps what a meeting's provider tells of who came and went, each event once, and what follows from it. Throws NOT_FOUND. */
export function recordPresence(
  ctx: SchedulingContext,
  call: Call,
  input: RecordPresenceInput,
): Promise<RecordedPresence> {
  return transact(ctx, call, async (trx) => {
    const session = await lockSession(trx, input.sessionId);
    const fresh = await insertReports(trx, input.sessionId, input.reports);
    const { decision, ignored } = reportPresence(session.record, session.evidence, fresh, trx.now.getTime());
    const seen = await keepSession(ctx, trx, session, decision, { action: "session.presence_reported" });
    await advanceSession(ctx, trx, seen);
    return {
      recorded: fresh.length - ignored.length,
      ignoredEventIds: ignored.map((report) => report.eventId),
    };
  });
}
