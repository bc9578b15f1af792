import { appendAudit } from "@mentorship/shared/audit";
import { appendOutbox } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import type { Evidence } from "../domain/attendance.ts";
import type { SessionDecision } from "../domain/decisions/decision.ts";
import type { SessionRecord } from "../domain/session.ts";
import { isOutcomePending } from "../domain/session.ts";
import { formatInstant } from "../domain/time/instant.ts";
import { sessionEvents } from "../events/publish.ts";
import type { Session } from "../store/load-sessions.ts";
import { insertEvidence, insertSession, updateSession } from "../store/save-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Texts that people wrote, by the name of their field: the audit keeps only a salted hash of each. */
export type WrittenTexts = Readonly<Record<string, string | null>>;

/** `isNew`: there is no row of it yet. */
export type Keeping = { readonly action: string; readonly isNew?: boolean; readonly written?: WrittenTexts };

/**
 * Writes what was decided about a session: rows, evidence, events and audit. Answers the session as it then stands; the same when nothing
 * was decided. Throws SLOT_TAKEN.
 */
export async function keepSession(
  ctx: Pick<SchedulingContext, "data">,
  trx: Trx<SchedulingTables>,
  session: Session,
  decision: SessionDecision,
  how: Keeping,
): Promise<Session> {
  const { kept, added } = foldDecision(ctx, trx, session, decision, how);
  if (kept === session) return session;
  if (how.isNew === true) await insertSession(trx, kept.record, kept.link.state);
  else await updateSession(trx, session.record, kept.record, kept.outcomePendingTold);
  await insertEvidence(trx, kept.record.id, added);
  return kept;
}

/** The session as it stands after a decision, its events and audit gathered for the end of the transaction; its rows are left to write. */
export function foldDecision(
  ctx: Pick<SchedulingContext, "data">,
  trx: Trx<SchedulingTables>,
  session: Session,
  decision: SessionDecision,
  how: Keeping,
): { readonly kept: Session; readonly added: readonly Evidence[] } {
  const isSame = decision.record === session.record && decision.evidence.length === 0;
  if (isSame && how.isNew !== true) return { kept: session, added: [] };
  const now = trx.now.getTime();
  const added = decision.evidence.map(({ extends: known, ...one }): Evidence => {
    const before = session.evidence.find((other) => other.id === known);
    return { ...one, id: before?.id ?? ctx.data.newId(), recordedAt: before?.recordedAt ?? now };
  });
  // Evidence shows in every answer about the session, so it counts as a change of it.
  const isOnlyEvidence = decision.record === session.record && how.isNew !== true;
  const version = isOnlyEvidence ? session.record.version + 1 : decision.record.version;
  const record: SessionRecord = { ...decision.record, version, ruling: rulingOf(session, decision, added) };
  const kept: Session = {
    ...session,
    record,
    evidence: [...session.evidence.filter((one) => !added.some(({ id }) => id === one.id)), ...added],
    outcomePendingTold: session.outcomePendingTold && isOutcomePending(record, now),
  };
  appendOutbox(trx, sessionEvents(kept, decision.events, decision.evidence, now));
  appendAudit(trx, {
    action: how.action,
    entity: { type: "session", id: record.id },
    before: how.isNew === true ? null : auditOf(session.record),
    after: { ...auditOf(record), ...(added.length > 0 ? { evidence: added.map(auditOfEvidence) } : {}) },
    personal: writtenBy(trx.call.actor.id, how.written ?? {}),
  });
  return { kept, added };
}

/** A ruling by hand names what was marked with it; the rule has named its evidence itself. */
function rulingOf(session: Session, { record }: SessionDecision, added: readonly Evidence[]): SessionRecord["ruling"] {
  const { ruling } = record;
  if (ruling === session.record.ruling || ruling?.by !== "hand") return ruling;
  return { ...ruling, evidenceIds: added.map((one) => one.id) };
}

/** Ids, states and times: enough to follow what became of the session, nothing that a person wrote. */
export function auditOf(record: SessionRecord): Record<string, unknown> {
  const { ruling, cancellation } = record;
  return {
    state: record.state,
    version: record.version,
    schedule_version: record.scheduleVersion,
    starts_at: formatInstant(record.startsAt),
    ends_at: formatInstant(record.endsAt),
    zone: record.zone,
    modality: record.modality,
    notes_visible_to: record.notesVisibleTo,
    programme_id: record.programmeId,
    participants: record.participants.map(({ personId, role, matchId }) => ({
      person_id: personId,
      role,
      match_id: matchId,
    })),
    outside_availability: record.outsideAvailability,
    ...(ruling === null
      ? {}
      : {
          ruling: {
            by: ruling.by,
            evidence_ids: ruling.evidenceIds,
            ...(ruling.by === "automatic" ? { rule: ruling.reason } : {}),
          },
        }),
    ...(cancellation === null
      ? {}
      : {
          cancellation: {
            cause: cancellation.cause,
            part: cancellation.part,
            late: cancellation.late,
            notice_minutes: cancellation.noticeMinutes,
          },
        }),
  };
}

const auditOfEvidence = (one: Evidence) => ({
  id: one.id,
  person_id: one.personId,
  source: one.source,
  kind: one.kind,
  from_at: formatInstant(one.from),
  to_at: one.to === null ? null : formatInstant(one.to),
});

function writtenBy(personId: string, texts: WrittenTexts): Record<string, { personId: string; value: string }> {
  const given = Object.entries(texts).filter((entry): entry is [string, string] => (entry[1] ?? "") !== "");
  return Object.fromEntries(given.map(([field, value]) => [field, { personId, value }]));
}
