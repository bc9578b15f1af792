import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type DashboardFiguresSchema,
  type GetAdminDashboardResponseSchema,
  MatchEndReason,
  Modality,
  type WaitingMatchSchema,
} from "@mentorship/client/v1";
import type { Dashboard, Figures, Waiting } from "../queries/get-admin-dashboard.ts";

/** The figures as the contract words them. */
export const presentDashboard = (dashboard: Dashboard): MessageInitShape<typeof GetAdminDashboardResponseSchema> => ({
  asOf: timestampFromDate(dashboard.asOf),
  ...(dashboard.total ? { total: presentFigures(dashboard.total) } : {}),
  programmes: dashboard.programmes.map(presentFigures),
  lag: dashboard.lag.map(({ service, appliedAt, pending }) => ({
    service,
    ...(appliedAt ? { appliedAt: timestampFromDate(appliedAt) } : {}),
    pending: BigInt(pending),
  })),
});

const presentFigures = (figures: Figures): MessageInitShape<typeof DashboardFiguresSchema> => ({
  programmeId: figures.programmeId ?? "",
  programmeName: figures.programmeName,
  matches: {
    proposed: BigInt(figures.matches.proposed),
    acceptedByMentor: BigInt(figures.matches.accepted_by_mentor),
    accepted: BigInt(figures.matches.accepted),
    declined: BigInt(figures.matches.declined),
    terminated: BigInt(figures.matches.terminated),
  },
  sessions: {
    scheduled: BigInt(figures.sessions.scheduled),
    inProgress: BigInt(figures.sessions.in_progress),
    completed: BigInt(figures.sessions.completed),
    cancelled: BigInt(figures.sessions.cancelled),
    mentorNoShow: BigInt(figures.sessions.mentor_no_show),
    learnerNoShow: BigInt(figures.sessions.learner_no_show),
  },
  ...(figures.completionRate === undefined ? {} : { completionRate: figures.completionRate }),
  ...(figures.noShowRate === undefined ? {} : { noShowRate: figures.noShowRate }),
  noShowsByModality: figures.noShowsByModality.map(({ modality, noShows, completed, noShowRate }) => ({
    modality: Modality[modality],
    noShows: BigInt(noShows),
    completed: BigInt(completed),
    ...(noShowRate === undefined ? {} : { noShowRate }),
  })),
  attendanceUnknown: BigInt(figures.sessions.attendance_unknown),
  pendingTooLong: figures.pendingTooLong.map(presentWaiting),
  pendingTooLongCount: BigInt(figures.matches.pending_too_long),
  stuck: figures.stuck.map(presentWaiting),
  stuckCount: BigInt(figures.matches.stuck),
  acceptedWithoutSession: BigInt(figures.acceptedWithoutSession),
  ...(figures.sessionsPerMatch === undefined ? {} : { sessionsPerMatch: figures.sessionsPerMatch }),
  activeMentors: BigInt(figures.activeMentors),
  activeMentorZones: BigInt(figures.activeMentorZones),
  upcomingThisWeek: BigInt(figures.upcomingThisWeek),
  ...(figures.menteeDeclineRate === undefined ? {} : { menteeDeclineRate: figures.menteeDeclineRate }),
  adminNotes: BigInt(figures.adminNotes),
  matchesEnded: presentEnds(figures.matchesEnded),
});

/** In the order of the contract; a reason that is none is not told. */
const presentEnds = (ended: Figures["matchesEnded"]) =>
  Object.entries(ended)
    .map(([reason, count]) => ({
      endReason: MatchEndReason[reason as keyof typeof MatchEndReason],
      count: BigInt(count),
    }))
    .filter(({ endReason }) => endReason > MatchEndReason.UNSPECIFIED)
    .sort((a, b) => a.endReason - b.endReason);

const presentWaiting = (waiting: Waiting): MessageInitShape<typeof WaitingMatchSchema> => ({
  matchId: waiting.id,
  programmeId: waiting.programme_id,
  mentorId: waiting.mentor_id,
  mentorName: waiting.mentorName,
  menteeId: waiting.mentee_id,
  menteeName: waiting.menteeName,
  since: timestampFromDate(waiting.since),
});
