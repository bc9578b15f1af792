import type { Notice, NoticeKind } from "./notice.ts";

/** The parts of a session that decide whom to tell. */
export interface SessionParties {
  readonly sessionId: string;
  /** The match that brings each learner, by their ids; the match of a mentor, too, where there is one learner. */
  readonly matchIdOf: (personId: string) => string | null;
  readonly programmeId: string;
  readonly mentorIds: readonly string[];
  readonly learnerIds: readonly string[];
  readonly startsAt: Date;
}

/** All participants, but the one who did it: they know. `actorId` is null where nobody did it, such as a reminder. */
export function noticesOfSession(kind: NoticeKind, session: SessionParties, actorId: string | null): Notice[] {
  const [mentorId] = session.mentorIds;
  const [learnerId] = session.learnerIds;
  const notice = (personId: string, part: "mentor" | "mentee", aboutPersonId: string | undefined): Notice => ({
    personId,
    kind,
    part,
    programmeId: session.programmeId,
    matchId: session.matchIdOf(personId),
    sessionId: session.sessionId,
    aboutPersonId: aboutPersonId ?? null,
    startsAt: session.startsAt,
  });
  return [
    ...session.mentorIds.map((id) => notice(id, "mentor", learnerId)),
    ...session.learnerIds.map((id) => notice(id, "mentee", mentorId)),
  ].filter(({ personId }) => personId !== actorId);
}

/** Everybody of the session, and the mentor in whose place somebody came. */
export function noticesOfSubstitution(
  session: SessionParties,
  mentorId: string,
  substituteId: string,
  actorId: string | null,
): Notice[] {
  const told = noticesOfSession("SESSION_MENTOR_SUBSTITUTED", session, actorId);
  const about = told.map((notice): Notice => ({ ...notice, aboutPersonId: substituteId }));
  if (mentorId === actorId) return about;
  const { programmeId, sessionId, startsAt } = session;
  const where = { programmeId, matchId: null, sessionId, startsAt };
  const gone: Notice = {
    ...where,
    kind: "SESSION_MENTOR_SUBSTITUTED",
    personId: mentorId,
    part: "mentor",
    aboutPersonId: substituteId,
  };
  return [...about, gone];
}
