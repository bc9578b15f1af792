import {
  ApplicationApprovedSchema,
  ApplicationPausedSchema,
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
  ProgrammeActivatedSchema,
  ProgrammeCompletedSchema,
  ProgrammeCreatedSchema,
  ProgrammeMatchingStartedSchema,
  ProgrammeOpenedSchema,
  ProgrammeUpdatedSchema,
  SessionCancelledSchema,
  SessionCompletedSchema,
  SessionMentorSubstitutedSchema,
  SessionNoShowSchema,
  SessionReminder1hSchema,
  SessionReminder24hSchema,
  SessionRequestEndedSchema,
  SessionRequestLapsedSchema,
  SessionRequestRefusedSchema,
  SessionRequestWithdrawnSchema,
  SessionRequestedSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
} from "@mentorship/client/events/v1";
import { admissionSubscriptions } from "@mentorship/shared/admission";
import { batchSubscription, type Subscription, subscription } from "@mentorship/shared/events";
import type { NotificationContext } from "../context.ts";
import type { NotificationTables } from "../store/tables.ts";
import { onApplication } from "./on-application.ts";
import { onMatchAccepted, onMatchAcceptedByMentor } from "./on-match-answered.ts";
import { onMatchDeclined, onMatchTerminated } from "./on-match-ended.ts";
import { onMatchProposed } from "./on-match-proposed.ts";
import { onProgramme } from "./on-programme.ts";
import { onMentorSubstituted } from "./on-mentor-substituted.ts";
import { onSession } from "./on-session.ts";
import { onSessionRequest } from "./on-session-request.ts";

/** All that this service listens to. */
export const subscriptions: readonly Subscription<NotificationTables, NotificationContext>[] = [
  ...admissionSubscriptions<NotificationTables, NotificationContext>(),
  subscription(ProgrammeCreatedSchema, onProgramme),
  subscription(ProgrammeUpdatedSchema, onProgramme),
  subscription(ProgrammeOpenedSchema, onProgramme),
  subscription(ProgrammeMatchingStartedSchema, onProgramme),
  subscription(ProgrammeActivatedSchema, onProgramme),
  subscription(ProgrammeCompletedSchema, onProgramme),
  batchSubscription(ApplicationApprovedSchema, onApplication("APPLICATION_APPROVED")),
  batchSubscription(ApplicationPausedSchema, onApplication("APPLICATION_PAUSED")),
  batchSubscription(MatchProposedSchema, onMatchProposed),
  subscription(MatchAcceptedByMentorSchema, onMatchAcceptedByMentor),
  subscription(MatchAcceptedSchema, onMatchAccepted),
  subscription(MatchDeclinedSchema, onMatchDeclined),
  subscription(MatchTerminatedSchema, onMatchTerminated),
  batchSubscription(SessionScheduledSchema, onSession("SESSION_SCHEDULED")),
  batchSubscription(SessionRescheduledSchema, onSession("SESSION_RESCHEDULED")),
  batchSubscription(SessionCancelledSchema, onSession("SESSION_CANCELLED")),
  batchSubscription(SessionReminder24hSchema, onSession("SESSION_REMINDER_24H")),
  batchSubscription(SessionReminder1hSchema, onSession("SESSION_REMINDER_1H")),
  batchSubscription(SessionNoShowSchema, onSession("SESSION_NO_SHOW")),
  batchSubscription(SessionCompletedSchema, onSession("SESSION_COMPLETED")),
  batchSubscription(SessionMentorSubstitutedSchema, onMentorSubstituted),
  batchSubscription(SessionRequestedSchema, onSessionRequest("SESSION_REQUESTED")),
  batchSubscription(SessionRequestRefusedSchema, onSessionRequest("SESSION_REQUEST_REFUSED")),
  batchSubscription(SessionRequestWithdrawnSchema, onSessionRequest("SESSION_REQUEST_WITHDRAWN")),
  batchSubscription(SessionRequestLapsedSchema, onSessionRequest("SESSION_REQUEST_LAPSED")),
  batchSubscription(SessionRequestEndedSchema, onSessionRequest("SESSION_REQUEST_ENDED")),
];
