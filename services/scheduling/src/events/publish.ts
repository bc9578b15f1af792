import {
  AvailabilityPublishedSchema,
  MatchSessionsCancelledSchema,
  SessionAttendanceRecordedSchema,
  SessionCancelledSchema,
  SessionCheckedInSchema,
  SessionCompletedSchema,
  SessionMentorSubstitutedSchema,
  SessionNoShowSchema,
  SessionNoteAddedSchema,
  SessionOutcomePendingSchema,
  SessionParticipantsChangedSchema,
  SessionReminder1hSchema,
  SessionReminder24hSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
  SessionStartedSchema,
} from "@mentorship/client/events/v1";
import { outgoing, type OutgoingEvent } from "@mentorship/shared/events";
import type { NewEvidence } from "../domain/decisions/decision.ts";
import type { ReminderKind } from "../domain/reminders.ts";
import type { SessionEvent } from "../domain/session.ts";
import type { Instant } from "../domain/time/instant.ts";
import type { Session } from "../store/load-sessions.ts";
import type { Note } from "../store/notes.ts";
import { sessionFacts } from "../facts.ts";
import { visibilities } from "../words.ts";

/** The events of a decision about a session, which tell of it as it stands after that decision. */
export function sessionEvents(
  session: Session,
  events: readonly SessionEvent[],
  evidence: readonly NewEvidence[],
  now: Instant,
): OutgoingEvent[] {
  return events.flatMap((event) => sessionEvent(session, event, evidence, now));
}

function sessionEvent(
  session: Session,
  event: SessionEvent,
  evidence: readonly NewEvidence[],
  now: Instant,
): OutgoingEvent[] {
  const of = aggregateOf(session);
  const body = { session: sessionFacts(session, now) };
  switch (event.kind) {
    case "SessionScheduled":
      return [outgoing(SessionScheduledSchema, of, body)];
    case "SessionRescheduled":
      return [outgoing(SessionRescheduledSchema, of, body)];
    case "SessionStarted":
      return [outgoing(SessionStartedSchema, of, body)];
    case "SessionCompleted":
      return [outgoing(SessionCompletedSchema, of, body)];
    case "SessionCancelled":
      return [outgoing(SessionCancelledSchema, of, body)];
    case "SessionNoShowRecorded":
      return [outgoing(SessionNoShowSchema, of, body)];
    case "AttendanceRecorded":
      return attendanceEvents(session, evidence, now);
    case "SessionParticipantLeft":
      return [outgoing(SessionParticipantsChangedSchema, of, { ...body, leftPersonIds: [...event.personIds] })];
    case "SessionMentorSubstituted": {
      const { mentorId, substituteId } = event;
      const changed = { ...body, leftPersonIds: [mentorId], joinedPersonIds: [substituteId] };
      return [
        outgoing(SessionParticipantsChangedSchema, of, changed),
        outgoing(SessionMentorSubstitutedSchema, of, { ...body, mentorId, substituteId }),
      ];
    }
  }
}

/** While a session runs its state tells who is there; afterwards, and by hand, attendance can change without it. */
function attendanceEvents(session: Session, evidence: readonly NewEvidence[], now: Instant): OutgoingEvent[] {
  const of = aggregateOf(session);
  // A join through the link was told by whoever saw it.
  const checkedIn = evidence
    .filter((one) => one.source === "check_in")
    .map(({ personId }) => outgoing(SessionCheckedInSchema, of, { sessionId: session.record.id, personId }));
  if (now < session.record.endsAt && !evidence.some((one) => one.source === "by_hand")) return checkedIn;
  return [...checkedIn, outgoing(SessionAttendanceRecordedSchema, of, { session: sessionFacts(session, now) })];
}

export function outcomePendingEvent(session: Session, now: Instant): OutgoingEvent {
  return outgoing(SessionOutcomePendingSchema, aggregateOf(session), { session: sessionFacts(session, now) });
}

export function reminderEvent(session: Session, kind: ReminderKind, now: Instant): OutgoingEvent {
  const body = { session: sessionFacts(session, now) };
  if (kind === "reminder_24h") return outgoing(SessionReminder24hSchema, aggregateOf(session), body);
  return outgoing(SessionReminder1hSchema, aggregateOf(session), body);
}

/** Tells of a note without its text. */
export function noteAddedEvent(session: Session, note: Note): OutgoingEvent {
  return outgoing(
    SessionNoteAddedSchema,
    { id: note.id, version: 1 },
    {
      sessionId: note.sessionId,
      programmeId: session.record.programmeId,
      noteId: note.id,
      visibility: visibilities[note.visibility],
      supersedesNoteId: note.supersedesId ?? "",
    },
  );
}

export function availabilityPublishedEvent(mentorId: string, zone: string, version: number): OutgoingEvent {
  return outgoing(AvailabilityPublishedSchema, { id: mentorId, version }, { mentorId, zone });
}

/** Says that this service is done with an ended match, whichever sessions that took. */
export function matchSessionsCancelledEvent(
  match: { readonly id: string; readonly version: number },
  sessionIds: readonly string[],
): OutgoingEvent {
  return outgoing(MatchSessionsCancelledSchema, match, {
    matchId: match.id,
    count: sessionIds.length,
    sessionIds: [...sessionIds],
  });
}

const aggregateOf = ({ record }: Session) => ({ id: record.id, version: record.version });
