import { appendAudit } from "@mentorship/shared/audit";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { SessionRequestRecord } from "../domain/session-request.ts";
import { formatInstant } from "../domain/time/instant.ts";
import { sessionRequestEvent } from "../events/publish-requests.ts";
import { insertRequest, updateRequest } from "../store/session-requests.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Writes a request that was made (`before` null) or settled: row, event and audit. Throws ALREADY_REQUESTED. */
export async function keepRequest(
  trx: Trx<SchedulingTables>,
  before: SessionRequestRecord | null,
  after: SessionRequestRecord,
): Promise<void> {
  if (before === null) await insertRequest(trx, after);
  else await updateRequest(trx, after);
  appendOutbox(trx, [sessionRequestEvent(after)]);
  const written =
    before === null
      ? { title: after.title, agenda: after.agenda, objectives: after.objectives.join("\n") }
      : { refusal_reason: after.refusalReason ?? "" };
  const personId = trx.call.actor.id;
  const given = Object.entries(written).filter(([, value]) => value !== "");
  appendAudit(trx, {
    action: `session_request.${after.state}`,
    entity: { type: "session_request", id: after.id },
    before: before === null ? null : auditOf(before),
    after: auditOf(after),
    personal: Object.fromEntries(given.map(([field, value]) => [field, { personId, value }])),
  });
}

const auditOf = (request: SessionRequestRecord) => ({
  state: request.state,
  version: request.version,
  programme_id: request.programmeId,
  match_id: request.matchId,
  mentor_id: request.mentorId,
  mentee_id: request.menteeId,
  starts_at: formatInstant(request.startsAt),
  ends_at: formatInstant(request.endsAt),
  modality: request.modality,
  expires_at: formatInstant(request.expiresAt),
  session_id: request.sessionId,
});
