import type { Trx } from "@mentorship/shared/postgres";
import type { PresenceReport } from "../domain/decisions/report-presence.ts";
import type { SchedulingTables } from "./tables.ts";

/** Keeps reports of a session's provider. Answers those that were not told before, in their order. */
export async function insertReports(
  trx: Trx<SchedulingTables>,
  sessionId: string,
  reports: readonly PresenceReport[],
): Promise<PresenceReport[]> {
  const rows = await trx.sql
    .insertInto("presence_report")
    .values(
      reports.map((report) => ({
        tenant_id: trx.tenantId,
        session_id: sessionId,
        event_id: report.eventId,
        person_id: report.personId,
        stay_id: report.stayId,
        joined_at: report.joinedAt === null ? null : new Date(report.joinedAt),
        left_at: report.leftAt === null ? null : new Date(report.leftAt),
        recorded_at: trx.now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("event_id")
    .execute();
  const isNew = new Set(rows.map((row) => row.event_id));
  // The first of several with one id is the one that was kept.
  return reports.filter(({ eventId }) => isNew.delete(eventId));
}
