import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { EventHeader } from "@mentorship/client/events/v1";
import { type MatchFacts, type SessionFacts, SessionRole } from "@mentorship/client/v1";
import type { MatchParties } from "../domain/match-notices.ts";
import type { Notice } from "../domain/notice.ts";
import type { SessionParties } from "../domain/session-notices.ts";
import type { EventNotice } from "../store/inbox.ts";

/** A part of an event that the contract promises. Throws when a publisher left it out. */
export function promised<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the event has no ${what}`);
  return value;
}

export function matchParties(facts: MatchFacts | undefined): MatchParties {
  const match = promised(facts, "match");
  return { ...match, menteeSaw: match.acceptedByMentorAt !== undefined };
}

export function sessionParties(facts: SessionFacts | undefined): SessionParties {
  const session = promised(facts, "session");
  const idsOf = (role: SessionRole) =>
    session.participants.filter((participant) => participant.role === role).map(({ personId }) => personId);
  return {
    sessionId: session.sessionId,
    matchIdOf: (personId) =>
      session.participants.find((one) => one.personId === personId)?.matchId || session.matchId || null,
    programmeId: session.programmeId,
    mentorIds: idsOf(SessionRole.MENTOR),
    learnerIds: idsOf(SessionRole.LEARNER),
    startsAt: timestampDate(promised(session.startsAt, "beginning")),
  };
}

/** What rows keep of the event that they come from. */
export function eventOf(header: EventHeader | undefined): { eventId: string; occurredAt: Date } {
  const { eventId, occurredAt } = promised(header, "header");
  return { eventId, occurredAt: timestampDate(promised(occurredAt, "time")) };
}

/** Notices as rows of one event. */
export function noticesOf(header: EventHeader | undefined, notices: readonly Notice[]): EventNotice[] {
  const event = eventOf(header);
  return notices.map((notice) => ({ ...notice, ...event }));
}
