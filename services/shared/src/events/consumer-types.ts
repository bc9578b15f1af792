import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { EventMessage, EventsContext, Subscription } from "./types.ts";

/** How often and after which waits an event is tried again. */
export interface RetryOptions {
  /** After so many faults of the work itself an event goes to the dead letters. 8 when unset. */
  readonly maxAttempts?: number;
  /** Real milliseconds to wait after the n-th fault, from 1. */
  readonly backoffMs?: (attempt: number) => number;
}

/** Who listens, and what it does with each subject. */
export interface Consumer<S, C> {
  readonly name: string;
  readonly ctx: C & EventsContext<S>;
  readonly subscriptions: readonly Subscription<S, C>[];
  readonly schemas: ReadonlyMap<string, GenMessage<EventMessage>>;
  readonly retry: Required<RetryOptions>;
}

/** An event on its way through the consumer. */
export interface Delivery {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly tenantId: string;
  readonly eventId: string;
  readonly type: string;
  /** Whether the consumer has a subscription for its subject. */
  readonly known: boolean;
  readonly event: EventMessage | undefined;
  readonly traceId: string;
  /** The messages that brought it: one, or several when the broker delivered it again meanwhile. */
  readonly settle: { ack(): void; retry(ms: number): void }[];
}

export const ackAll = (delivery: Delivery): void => {
  for (const message of delivery.settle) message.ack();
};

export const retryAll = (delivery: Delivery, ms: number): void => {
  for (const message of delivery.settle) message.retry(ms);
};

/** The consumer of a list of subscriptions. */
export function consumerOf<S, C>(
  ctx: C & EventsContext<S>,
  name: string,
  subscriptions: readonly Subscription<S, C>[],
  retry: RetryOptions = {},
): Consumer<S, C> {
  return {
    name,
    ctx,
    subscriptions,
    schemas: new Map(subscriptions.map((each) => [each.subject, each.schema])),
    retry: { maxAttempts: retry.maxAttempts ?? 8, backoffMs: retry.backoffMs ?? backOff },
  };
}

const backOff = (attempt: number): number => Math.min(30_000, 250 * 2 ** attempt) * (0.75 + Math.random() * 0.5);
