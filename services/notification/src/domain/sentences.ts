import type { Notice, NoticeKind } from "./notice.ts";

/** What a sentence can say: the other person's name, the programme's, and a session's beginning on the reader's wall clock. */
export interface SentenceWords {
  readonly name: string;
  readonly programme: string;
  readonly at: string;
}

type Sentence = (words: SentenceWords) => string;

const toBoth = (sentence: Sentence): Record<Notice["part"], Sentence> => ({
  mentor: sentence,
  mentee: sentence,
  blind: sentence,
});

const sentences: Readonly<Record<NoticeKind, Record<Notice["part"], Sentence>>> = {
  MATCH_PROPOSED: {
    mentor: ({ name, programme }) =>
      `${name} is proposed to you as a mentee in ${programme}. Please accept or decline.`,
    mentee: ({ programme }) => `A proposal is being considered for you in ${programme}.`,
    blind: ({ programme }) => `A proposal is being considered for you in ${programme}.`,
  },
  MATCH_ACCEPTED_BY_MENTOR: toBoth(
    ({ name, programme }) => `${name} would like to be your mentor in ${programme}. Please accept or decline.`,
  ),
  MATCH_ACCEPTED: toBoth(({ name, programme }) => `${name} accepted you as their mentor in ${programme}.`),
  MATCH_DECLINED: toBoth(({ name, programme }) => `${name} declined your mentoring in ${programme}.`),
  MATCH_TERMINATED: toBoth(({ name, programme }) => `Your match with ${name} in ${programme} has ended.`),
  SESSION_SCHEDULED: toBoth(({ name, at }) => `A session with ${name} was booked for ${at}.`),
  SESSION_RESCHEDULED: toBoth(({ name, at }) => `Your session with ${name} was moved to ${at}.`),
  SESSION_CANCELLED: toBoth(({ name, at }) => `Your session with ${name} at ${at} was cancelled.`),
  SESSION_REMINDER_24H: toBoth(({ name, at }) => `Your session with ${name} begins within 24 hours, at ${at}.`),
  SESSION_REMINDER_1H: toBoth(({ name, at }) => `Your session with ${name} begins within the hour, at ${at}.`),
  SESSION_NO_SHOW: toBoth(({ name, at }) => `Your session with ${name} at ${at} was recorded as a no-show.`),
  SESSION_COMPLETED: toBoth(({ name, at }) => `Your session with ${name} at ${at} is completed.`),
  APPLICATION_APPROVED: toBoth(({ programme }) => `You are approved as a mentor in ${programme}.`),
  SESSION_MENTOR_SUBSTITUTED: toBoth(({ name, at }) => `${name} takes over as a mentor of the session at ${at}.`),
  SESSION_REQUESTED: toBoth(({ name, at }) => `${name} asks for a session at ${at}. Please confirm or refuse.`),
  SESSION_REQUEST_REFUSED: toBoth(({ name, at }) => `The request for a session with ${name} at ${at} was refused.`),
  SESSION_REQUEST_WITHDRAWN: toBoth(({ name, at }) => `${name} took back the request for a session at ${at}.`),
  SESSION_REQUEST_LAPSED: toBoth(
    ({ name, at }) => `The request for a session with ${name} at ${at} lapsed without an answer.`,
  ),
  SESSION_REQUEST_ENDED: toBoth(({ name, at }) => `The request for a session with ${name} at ${at} has ended.`),
  APPLICATION_PAUSED: toBoth(({ programme }) => `You are paused as a mentor in ${programme}.`),
};

/** The one English sentence that a notification shows. */
export const sentenceOf = (kind: NoticeKind, part: Notice["part"], words: SentenceWords): string =>
  sentences[kind][part](words);
