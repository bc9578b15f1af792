import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  type AttendanceEvidenceSchema,
  SessionRole,
  type SessionParticipantSchema,
  type SessionRulingSchema,
  type SessionSchema,
  type WallTimeSchema,
} from "@mentorship/client/v1";
import type { Call } from "@mentorship/shared/call";
import { isStaff, partsOf } from "../domain/actor.ts";
import { type Evidence, type RulingReason, explainRuling } from "../domain/attendance.ts";
import { type Ruling, type SessionRecord, isOutcomePending, matchIdOf } from "../domain/session.ts";
import { formatWallTime, type WallTime } from "../domain/time/calendar.ts";
import { type Instant, SECOND } from "../domain/time/instant.ts";
import { instantToLocal } from "../domain/time/local-time.ts";
import { judgedAttendance, matchOf } from "../facts.ts";
import type { DescribedSession } from "../queries/describe-sessions.ts";
import {
  evidenceSources,
  linkStates,
  modalities,
  sessionActions,
  sessionRoles,
  sessionStates,
  visibilities,
} from "../words.ts";

/** A session as its caller is told of it. */
export function presentSession(described: DescribedSession, call: Call): MessageInitShape<typeof SessionSchema> {
  const { view } = described;
  const { record } = view;
  const { cancellation } = record;
  const mine = record.participants.find((person) => call.actor.kind === "person" && person.personId === call.actor.id);
  return {
    sessionId: record.id,
    programmeId: record.programmeId,
    programmeName: described.programmeName,
    matchId: matchIdOf(record) ?? "",
    title: record.title,
    state: sessionStates[record.state],
    scheduledAt: timestampFromMs(record.startsAt),
    endsAt: timestampFromMs(record.endsAt),
    length: { seconds: BigInt((record.endsAt - record.startsAt) / SECOND) },
    meantAs: wallTime(record.localStart, record.startsAt, record.zone),
    modality: modalities[record.modality],
    agenda: record.agenda,
    objectives: [...record.objectives],
    materials: [...record.materials],
    notesVisibleTo: visibilities[record.notesVisibleTo],
    participants: presentParticipants(described, call),
    linkState: linkStates[view.link.state],
    outcomePending: isOutcomePending(record, view.asOf),
    ...(record.ruling === null ? {} : { ruling: presentRuling(record.ruling) }),
    ...(cancellation === null
      ? {}
      : {
          cancelledAt: timestampFromMs(cancellation.cancelledAt),
          cancelledBy: cancellation.cause === "by_person" ? cancellation.actorId : "",
          cancelReason: cancellation.reason ?? "",
          cancelledLate: cancellation.late,
        }),
    outsideAvailability: record.outsideAvailability !== null,
    seriesId: record.series?.id ?? "",
    seriesPosition: record.series?.position ?? 0,
    scheduleVersion: BigInt(record.scheduleVersion),
    version: BigInt(record.version),
    myRole: mine === undefined ? SessionRole.UNSPECIFIED : sessionRoles[mine.role],
    allowedActions: described.allowedActions.map((action) => sessionActions[action]),
  };
}

function presentParticipants(
  { view, names, zones }: DescribedSession,
  call: Call,
): MessageInitShape<typeof SessionParticipantSchema>[] {
  const { record } = view;
  return judgedAttendance(view, view.asOf).map(({ personId, role, attendance }) => ({
    personId,
    displayName: names.get(personId) ?? "",
    role: sessionRoles[role],
    attendance,
    matchId: seesEvidence(call, record, personId) ? matchOf(record, personId) : "",
    evidence: seesEvidence(call, record, personId)
      ? view.evidence.filter((one) => one.personId === personId).map(presentEvidence)
      : [],
    localStart: localStart(record.startsAt, zones.get(personId) ?? record.zone),
  }));
}

/** Mentors of the session, staff, and the person themselves. */
function seesEvidence({ actor }: Call, record: SessionRecord, personId: string): boolean {
  const isOwn = actor.kind === "person" && actor.id === personId;
  return isOwn || isStaff(actor) || partsOf(actor, record.participants).includes("mentor");
}

function presentEvidence(one: Evidence): MessageInitShape<typeof AttendanceEvidenceSchema> {
  return {
    source: evidenceSources[one.source],
    fromAt: timestampFromMs(one.from),
    ...(one.to === null ? {} : { toAt: timestampFromMs(one.to) }),
    evidenceId: one.id,
    absent: one.kind === "absent",
    recordedAt: timestampFromMs(one.recordedAt),
  };
}

function presentRuling(ruling: Ruling): MessageInitShape<typeof SessionRulingSchema> {
  const isByHand = ruling.by === "hand";
  return {
    byHand: isByHand,
    ruledBy: ruling.actorId ?? "",
    ruledAt: timestampFromMs(ruling.ruledAt),
    reason: isByHand ? ruling.reason : explainRuling(ruling.reason as RulingReason),
    evidenceIds: [...ruling.evidenceIds],
  };
}

function localStart(startsAt: Instant, zone: string): MessageInitShape<typeof WallTimeSchema> {
  return wallTime(instantToLocal(zone, startsAt).wall, startsAt, zone);
}

/** What a zone's clock shows at an instant, in the contract's words. */
export function wallTime(wall: WallTime, at: Instant, zone: string): MessageInitShape<typeof WallTimeSchema> {
  return { localTime: formatWallTime(wall), offsetSeconds: (wall - at) / SECOND, zone };
}
