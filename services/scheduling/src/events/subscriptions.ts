import {
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
  MeetingJoinedSchema,
  MeetingLinkReadySchema,
  MeetingLinkRemovedSchema,
  PersonSuspendedSchema,
  ProgrammeActivatedSchema,
  ProgrammeCompletedSchema,
  ProgrammeCreatedSchema,
  ProgrammeMatchingStartedSchema,
  ProgrammeOpenedSchema,
  ProgrammeUpdatedSchema,
  SessionCancelledSchema,
  SessionCompletedSchema,
  SessionNoShowSchema,
  SessionOutcomePendingSchema,
  SessionParticipantsChangedSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
  SessionStartedSchema,
  TenantClockMovedSchema,
} from "@mentorship/client/events/v1";
import { admissionSubscriptions } from "@mentorship/shared/admission";
import { effect, type Subscription, subscription } from "@mentorship/shared/events";
import type { SchedulingContext } from "../context.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { onClockMoved } from "./on-clock-moved.ts";
import { onMatchChanged } from "./on-match-changed.ts";
import { onMatchEnded } from "./on-match-ended.ts";
import { onMeetingJoined } from "./on-meeting-joined.ts";
import { onMeetingLinkChanged } from "./on-meeting-link-changed.ts";
import { onPersonSuspended } from "./on-person-suspended.ts";
import { onProgrammeChanged } from "./on-programme-changed.ts";
import { onSessionChanged } from "./on-session-changed.ts";

/** Every event that this service listens to, and what it does. Effects touch Temporal, not rows. */
export const subscriptions: readonly Subscription<SchedulingTables, SchedulingContext>[] = [
  ...admissionSubscriptions<SchedulingTables, SchedulingContext>(),
  subscription(PersonSuspendedSchema, onPersonSuspended),
  effect(TenantClockMovedSchema, onClockMoved),

  subscription(ProgrammeCreatedSchema, onProgrammeChanged),
  subscription(ProgrammeUpdatedSchema, onProgrammeChanged),
  subscription(ProgrammeOpenedSchema, onProgrammeChanged),
  subscription(ProgrammeMatchingStartedSchema, onProgrammeChanged),
  subscription(ProgrammeActivatedSchema, onProgrammeChanged),
  subscription(ProgrammeCompletedSchema, onProgrammeChanged),

  subscription(MatchProposedSchema, onMatchChanged),
  subscription(MatchAcceptedByMentorSchema, onMatchChanged),
  subscription(MatchAcceptedSchema, onMatchChanged),
  subscription(MatchDeclinedSchema, onMatchEnded),
  subscription(MatchTerminatedSchema, onMatchEnded),

  subscription(MeetingLinkReadySchema, onMeetingLinkChanged),
  subscription(MeetingLinkRemovedSchema, onMeetingLinkChanged),
  subscription(MeetingJoinedSchema, onMeetingJoined),

  effect(SessionScheduledSchema, onSessionChanged),
  effect(SessionRescheduledSchema, onSessionChanged),
  effect(SessionParticipantsChangedSchema, onSessionChanged),
  effect(SessionStartedSchema, onSessionChanged),
  effect(SessionCompletedSchema, onSessionChanged),
  effect(SessionCancelledSchema, onSessionChanged),
  effect(SessionNoShowSchema, onSessionChanged),
  effect(SessionOutcomePendingSchema, onSessionChanged),
];
