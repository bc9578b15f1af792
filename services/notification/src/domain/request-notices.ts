import type { Notice, NoticeKind } from "./notice.ts";

/** The parts of a request for a session that decide whom to tell. */
export interface RequestParties {
  readonly matchId: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly startsAt: Date;
}

/** Both sides, but the one who did it: they know. `actorId` is null where nobody did it, such as a lapse. */
export function noticesOfRequest(kind: NoticeKind, request: RequestParties, actorId: string | null): Notice[] {
  const { programmeId, matchId, mentorId, menteeId, startsAt } = request;
  const about = { kind, programmeId, matchId, sessionId: null, startsAt };
  const toMentor: Notice = { ...about, personId: mentorId, part: "mentor", aboutPersonId: menteeId };
  const toMentee: Notice = { ...about, personId: menteeId, part: "mentee", aboutPersonId: mentorId };
  return [toMentor, toMentee].filter(({ personId }) => personId !== actorId);
}
