import type { NoticeKind } from "./notice.ts";

/** The subject of the event behind each kind, which is what other systems call it. */
export const topics: Readonly<Record<NoticeKind, string>> = {
  MATCH_PROPOSED: "mentorship.match.proposed",
  MATCH_ACCEPTED_BY_MENTOR: "mentorship.match.accepted_by_mentor",
  MATCH_ACCEPTED: "mentorship.match.accepted",
  MATCH_DECLINED: "mentorship.match.declined",
  MATCH_TERMINATED: "mentorship.match.terminated",
  SESSION_SCHEDULED: "mentorship.session.scheduled",
  SESSION_RESCHEDULED: "mentorship.session.rescheduled",
  SESSION_CANCELLED: "mentorship.session.cancelled",
  SESSION_REMINDER_24H: "mentorship.session.reminder_24h",
  SESSION_REMINDER_1H: "mentorship.session.reminder_1h",
  SESSION_NO_SHOW: "mentorship.session.no_show",
  SESSION_COMPLETED: "mentorship.session.completed",
  APPLICATION_APPROVED: "mentorship.application.approved",
  APPLICATION_PAUSED: "mentorship.application.paused",
  SESSION_MENTOR_SUBSTITUTED: "mentorship.session.mentor_substituted",
  SESSION_REQUESTED: "mentorship.session_request.requested",
  SESSION_REQUEST_REFUSED: "mentorship.session_request.refused",
  SESSION_REQUEST_WITHDRAWN: "mentorship.session_request.withdrawn",
  SESSION_REQUEST_LAPSED: "mentorship.session_request.lapsed",
  SESSION_REQUEST_ENDED: "mentorship.session_request.ended",
};
