import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import type { SessionNoteAdded } from "@mentorship/client/events/v1";
import {
  MatchEndReason,
  type MatchFacts,
  MatchState,
  Modality,
  NoteVisibility,
  type SessionFacts,
  SessionState,
} from "@mentorship/client/v1";
import type { MatchRow } from "../store/matches.ts";
import type { WrittenNote } from "../store/notes.ts";
import type { MatchesOfSession } from "../store/session-matches.ts";
import type { SessionRow } from "../store/sessions.ts";

const dateOf = (at: Timestamp | undefined): Date | null => (at ? timestampDate(at) : null);

/** A time without which facts make no sense: an event that lacks it is poison, and is told as such. */
function timeOf(at: Timestamp | undefined, what: string): Date {
  if (!at) throw new Error(`the event's facts lack ${what}`);
  return timestampDate(at);
}

export const matchRowOf = (match: MatchFacts): MatchRow => ({
  id: match.matchId,
  programme_id: match.programmeId,
  mentor_id: match.mentorId,
  mentee_id: match.menteeId,
  state: MatchState[match.state],
  end_reason: MatchEndReason[match.endReason],
  proposed_at: timeOf(match.proposedAt, "proposed_at"),
  accepted_by_mentor_at: dateOf(match.acceptedByMentorAt),
  accepted_at: dateOf(match.acceptedAt),
  ended_at: dateOf(match.endedAt),
  version: Number(match.version),
});

export const sessionRowOf = (session: SessionFacts): SessionRow => ({
  id: session.sessionId,
  programme_id: session.programmeId,
  match_id: session.matchId || null,
  state: SessionState[session.state],
  modality: Modality[session.modality],
  starts_at: timeOf(session.startsAt, "starts_at"),
  ends_at: timeOf(session.endsAt, "ends_at"),
  outcome_pending: session.outcomePending,
  version: Number(session.version),
});

/** One learner's match stands in the session's own row. */
export const matchesOf = (session: SessionFacts): MatchesOfSession => ({
  id: session.sessionId,
  version: Number(session.version),
  matchIds: session.matchId ? [] : session.participants.flatMap(({ matchId }) => (matchId ? [matchId] : [])),
});

export const noteOf = (event: SessionNoteAdded): WrittenNote => ({
  id: event.noteId,
  sessionId: event.sessionId,
  programmeId: event.programmeId,
  visibility: NoteVisibility[event.visibility],
  supersedesNoteId: event.supersedesNoteId || null,
});
