import {
  ApplicationApprovedSchema,
  ApplicationPausedSchema,
  ApplicationResumedSchema,
  ApplicationSubmittedSchema,
  ApplicationUpdatedSchema,
  ApplicationWithdrawnSchema,
  MatchLinksRemovedSchema,
  MatchPeopleToldSchema,
  MatchRunCancelRequestedSchema,
  MatchRunRequestedSchema,
  MatchSessionsCancelledSchema,
  PersonSuspendedSchema,
  ProgrammeActivatedSchema,
  ProgrammeCompletedSchema,
  ProgrammeCreatedSchema,
  ProgrammeMatchingStartedSchema,
  ProgrammeOpenedSchema,
  ProgrammeUpdatedSchema,
} from "@mentorship/client/events/v1";
import { admissionSubscriptions } from "@mentorship/shared/admission";
import { batchSubscription, effect, type Subscription, subscription } from "@mentorship/shared/events";
import type { MatchingContext } from "../context.ts";
import type { MatchingTables } from "../store/tables.ts";
import { onApplication } from "./on-application.ts";
import { onApplicationLeft } from "./on-application-left.ts";
import { onFollowUpDone } from "./on-follow-up-done.ts";
import { onMatchRunCancelRequested } from "./on-match-run-cancel-requested.ts";
import { onMatchRunRequested } from "./on-match-run-requested.ts";
import { onPersonSuspended } from "./on-person-suspended.ts";
import { onProgramme } from "./on-programme.ts";
import { onProgrammeCompleted } from "./on-programme-completed.ts";

/** All that this service listens to. A person's suspension is kept by the first ones before the matches follow. */
export const subscriptions: readonly Subscription<MatchingTables, MatchingContext>[] = [
  ...admissionSubscriptions<MatchingTables, MatchingContext>(),
  subscription(PersonSuspendedSchema, onPersonSuspended),
  subscription(ProgrammeCreatedSchema, onProgramme),
  subscription(ProgrammeUpdatedSchema, onProgramme),
  subscription(ProgrammeOpenedSchema, onProgramme),
  subscription(ProgrammeMatchingStartedSchema, onProgramme),
  subscription(ProgrammeActivatedSchema, onProgramme),
  subscription(ProgrammeCompletedSchema, onProgramme),
  effect(ProgrammeCompletedSchema, onProgrammeCompleted),
  batchSubscription(ApplicationSubmittedSchema, onApplication),
  batchSubscription(ApplicationUpdatedSchema, onApplication),
  batchSubscription(ApplicationApprovedSchema, onApplication),
  batchSubscription(ApplicationResumedSchema, onApplication),
  subscription(ApplicationPausedSchema, onApplicationLeft),
  subscription(ApplicationWithdrawnSchema, onApplicationLeft),
  batchSubscription(MatchSessionsCancelledSchema, onFollowUpDone("SESSIONS_CANCELLED")),
  batchSubscription(MatchLinksRemovedSchema, onFollowUpDone("LINKS_REMOVED")),
  batchSubscription(MatchPeopleToldSchema, onFollowUpDone("PEOPLE_TOLD")),
  effect(MatchRunRequestedSchema, onMatchRunRequested),
  effect(MatchRunCancelRequestedSchema, onMatchRunCancelRequested),
];
