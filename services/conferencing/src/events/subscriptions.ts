import {
  MatchSessionsCancelledSchema,
  PersonSuspendedSchema,
  SessionCancelledSchema,
  SessionCompletedSchema,
  SessionNoShowSchema,
  SessionOutcomePendingSchema,
  SessionParticipantsChangedSchema,
  SessionRescheduledSchema,
  SessionScheduledSchema,
  SessionStartedSchema,
} from "@mentorship/client/events/v1";
import { admissionSubscriptions } from "@mentorship/shared/admission";
import { type Subscription, subscription } from "@mentorship/shared/events";
import type { ConferencingContext } from "../context.ts";
import type { ConferencingTables } from "../store/tables.ts";
import { onMatchSessionsCancelled } from "./on-match-sessions-cancelled.ts";
import { onPersonSuspended } from "./on-person-suspended.ts";
import { onSession } from "./on-session.ts";

/** All that this service listens to. */
export const subscriptions: readonly Subscription<ConferencingTables, ConferencingContext>[] = [
  ...admissionSubscriptions<ConferencingTables, ConferencingContext>(),
  subscription(PersonSuspendedSchema, onPersonSuspended),
  subscription(SessionScheduledSchema, onSession),
  subscription(SessionRescheduledSchema, onSession),
  subscription(SessionParticipantsChangedSchema, onSession),
  subscription(SessionStartedSchema, onSession),
  subscription(SessionCompletedSchema, onSession),
  subscription(SessionNoShowSchema, onSession),
  subscription(SessionOutcomePendingSchema, onSession),
  subscription(SessionCancelledSchema, onSession),
  subscription(MatchSessionsCancelledSchema, onMatchSessionsCancelled),
];
