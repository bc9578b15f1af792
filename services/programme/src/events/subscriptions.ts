import {
  MatchAcceptedByMentorSchema,
  MatchAcceptedSchema,
  MatchDeclinedSchema,
  MatchProposedSchema,
  MatchTerminatedSchema,
  SessionCancelledSchema,
  SessionCompletedSchema,
  SessionNoShowSchema,
  SessionNoteAddedSchema,
  SessionOutcomePendingSchema,
  SessionParticipantsChangedSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
  SessionStartedSchema,
} from "@mentorship/client/events/v1";
import { batchSubscription, type Subscription } from "@mentorship/shared/events";
import type { ProgrammeContext } from "../context.ts";
import type { Tables } from "../store/tables.ts";
import { onMatchChanged } from "./on-match-changed.ts";
import { onSessionChanged } from "./on-session-changed.ts";
import { onSessionNoteAdded } from "./on-session-note-added.ts";

/** What this service hears of each of the services that feed its figures. It keeps one row per match, session and note. */
export const subscriptionsBySource = {
  matching: [
    batchSubscription(MatchProposedSchema, onMatchChanged),
    batchSubscription(MatchAcceptedByMentorSchema, onMatchChanged),
    batchSubscription(MatchAcceptedSchema, onMatchChanged),
    batchSubscription(MatchDeclinedSchema, onMatchChanged),
    batchSubscription(MatchTerminatedSchema, onMatchChanged),
  ],
  scheduling: [
    batchSubscription(SessionScheduledSchema, onSessionChanged),
    batchSubscription(SessionRescheduledSchema, onSessionChanged),
    batchSubscription(SessionParticipantsChangedSchema, onSessionChanged),
    batchSubscription(SessionStartedSchema, onSessionChanged),
    batchSubscription(SessionCompletedSchema, onSessionChanged),
    batchSubscription(SessionCancelledSchema, onSessionChanged),
    batchSubscription(SessionNoShowSchema, onSessionChanged),
    batchSubscription(SessionOutcomePendingSchema, onSessionChanged),
    batchSubscription(SessionNoteAddedSchema, onSessionNoteAdded),
  ],
} as const satisfies Record<string, readonly Subscription<Tables, ProgrammeContext>[]>;

/** All of it. */
export const subscriptions: readonly Subscription<Tables, ProgrammeContext>[] =
  Object.values(subscriptionsBySource).flat();
