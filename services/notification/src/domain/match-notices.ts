import { MatchEndReason } from "@mentorship/client/v1";
import type { Notice, NoticeKind } from "./notice.ts";

/** The parts of a match that decide whom to tell. `menteeSaw`: the mentor had accepted, so the mentee knows of it. */
export interface MatchParties {
  readonly matchId: string;
  readonly programmeId: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly menteeSaw: boolean;
  readonly endReason: MatchEndReason;
}

/** The mentor in full; the mentee only that a proposal is being considered, unless the programme mutes it. */
export function noticesOfProposal(match: MatchParties, blindCopy: boolean): Notice[] {
  const blind: Notice = { ...toMentee("MATCH_PROPOSED", match), part: "blind", matchId: null, aboutPersonId: null };
  return [toMentor("MATCH_PROPOSED", match), ...(blindCopy ? [blind] : [])];
}

/** The mentee is asked now. */
export const noticesOfMentorsAcceptance = (match: MatchParties): Notice[] => [
  toMentee("MATCH_ACCEPTED_BY_MENTOR", match),
];

/** The mentor hears that the mentee accepted. */
export const noticesOfAcceptance = (match: MatchParties): Notice[] => [toMentor("MATCH_ACCEPTED", match)];

/** Who declined knows; a mentee whose mentor declined never knew of the match. */
export const noticesOfDecline = (match: MatchParties): Notice[] =>
  match.endReason === MatchEndReason.DECLINED_BY_MENTEE ? [toMentor("MATCH_DECLINED", match)] : [];

const endedByMentor: ReadonlySet<MatchEndReason> = new Set([
  MatchEndReason.TERMINATED_BY_MENTOR,
  MatchEndReason.MENTOR_UNAVAILABLE,
]);
const endedByMentee: ReadonlySet<MatchEndReason> = new Set([
  MatchEndReason.TERMINATED_BY_MENTEE,
  MatchEndReason.MENTEE_WITHDREW,
]);

/** The other side; both, when it was neither; the mentee only if they had seen the match. */
export function noticesOfTermination(match: MatchParties): Notice[] {
  const mentor = endedByMentor.has(match.endReason) ? [] : [toMentor("MATCH_TERMINATED", match)];
  const toldMentee = match.menteeSaw && !endedByMentee.has(match.endReason);
  return [...mentor, ...(toldMentee ? [toMentee("MATCH_TERMINATED", match)] : [])];
}

const about = (match: MatchParties) => ({
  programmeId: match.programmeId,
  matchId: match.matchId,
  sessionId: null,
  startsAt: null,
});

const toMentor = (kind: NoticeKind, match: MatchParties): Notice => ({
  ...about(match),
  kind,
  part: "mentor",
  personId: match.mentorId,
  aboutPersonId: match.menteeId,
});

const toMentee = (kind: NoticeKind, match: MatchParties): Notice => ({
  ...about(match),
  kind,
  part: "mentee",
  personId: match.menteeId,
  aboutPersonId: match.mentorId,
});
