import type { Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { EventHeader } from "@mentorship/client/events/v1";
import type { NatsConnection, StreamConfig } from "nats";
import type { Call } from "../call/index.ts";
import type { Data, DataContext, Trx } from "../postgres/index.ts";

/** `streamFile` is the JSON definition of the stream that all services share; whoever finds the stream missing creates it from there. */
export interface EventsConfig {
  readonly url: string;
  readonly streamFile: string;
}

/** The way to the broker. It may be away for any time: whoever waits for `connection` waits until it is back. */
export interface EventsDoor {
  readonly service: string;
  /** The live connection; waits while the broker is away. Rejects once the door is closed. */
  connection(): Promise<NatsConnection>;
  /** The stream as its file defines it. */
  stream(): Promise<StreamDefinition>;
  /** Calls `listener` each time the broker was reached, first or again, until the answer is called. */
  onConnect(listener: () => void): () => void;
  /** Whether the broker can be reached at this moment. */
  connected(): boolean;
  close(): Promise<void>;
}

export type StreamDefinition = Partial<StreamConfig> & Pick<StreamConfig, "name" | "subjects">;

/** What a context needs for publishing and consuming. */
export interface EventsContext<S> extends DataContext<S> {
  readonly data: Data<S>;
  readonly events: EventsDoor;
}

export type EventMessage = Message & { header?: EventHeader | undefined };
export type EventSchema<T extends EventMessage> = GenMessage<T>;

/** An event that a transaction will publish; its header is filled in when it is appended. */
export interface OutgoingEvent {
  readonly schema: GenMessage<EventMessage>;
  readonly subject: string;
  readonly aggregate: { readonly id: string; readonly version: number };
  readonly body: Readonly<Record<string, unknown>>;
}

/** One event as a handler for many is given it: `trx` carries this event's cause. */
export interface Arrived<S, T> {
  readonly trx: Trx<S>;
  readonly event: T;
}

interface Hearing {
  readonly schema: GenMessage<EventMessage>;
  readonly subject: string;
}

/** What a service changes in its rows when it hears of one kind of event. Made by `subscription` and `batchSubscription`. */
export interface RowsSubscription<S, C> extends Hearing {
  readonly kind: "rows";
  readonly apply: (arrived: readonly Arrived<S, EventMessage>[], ctx: C) => Promise<void>;
}

/** What a service does outside its database when it hears of one kind of event. Made by `effect`. */
export interface EffectSubscription<C> extends Hearing {
  readonly kind: "effect";
  readonly run: (event: EventMessage, ctx: C, call: Call) => Promise<void>;
}

/** What a service does when it hears of one kind of event. */
export type Subscription<S, C> = RowsSubscription<S, C> | EffectSubscription<C>;

export interface Running {
  stop(): Promise<void>;
}
