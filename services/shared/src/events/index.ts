export { type ConsumerOptions, startConsumer } from "./consumer.ts";
export type { RetryOptions } from "./consumer-types.ts";
export { ensureStream, isMissing, managerOf } from "./ensure-stream.ts";
export { openEvents, readStreamFile } from "./open-events.ts";
export { appendOutbox, outgoing, type OutboxOptions } from "./outgoing.ts";
export { type RelayOptions, startRelay } from "./relay.ts";
export { replayDeadLetter } from "./replay-dead-letter.ts";
export { subjectOf } from "./subject-of.ts";
export { batchSubscription, effect, subscription } from "./subscription.ts";
export type {
  Arrived,
  EffectSubscription,
  EventMessage,
  EventsConfig,
  EventsContext,
  EventsDoor,
  OutgoingEvent,
  RowsSubscription,
  Running,
  StreamDefinition,
  Subscription,
} from "./types.ts";
