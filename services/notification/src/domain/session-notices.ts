import type { Notice, NoticeKind } from "./notice.ts";

/** The parts of a session that decide whom to tell. */
export interface SessionParties {
  readonly sessionId: string;
  readonly matchId: string;
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
    matchId: session.matchId,
    sessionId: session.sessionId,
    aboutPersonId: aboutPersonId ?? null,
    startsAt: session.startsAt,
  });
  return [
    ...session.mentorIds.map((id) => notice(id, "mentor", learnerId)),
    ...session.learnerIds.map((id) => notice(id, "mentee", mentorId)),
  ].filter(({ personId }) => personId !== actorId);
}
