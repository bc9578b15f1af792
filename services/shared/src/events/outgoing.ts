import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { randomUUID } from "node:crypto";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { EventHeaderSchema } from "@mentorship/client/events/v1";
import { pendingKey, type Trx } from "../postgres/index.ts";
import { subjectOf } from "./subject-of.ts";
import type { EventMessage, EventSchema, OutgoingEvent } from "./types.ts";

/**
 * An event about one thing. `version` is the thing's version after the event; `body` is the message without its header. Publish it
 * with `appendOutbox`.
 */
export function outgoing<T extends EventMessage>(
  schema: EventSchema<T>,
  aggregate: { readonly id: string; readonly version: number },
  body: Omit<MessageInitShape<EventSchema<T>>, "header" | "$typeName" | "$unknown">,
): OutgoingEvent {
  return {
    schema: schema as unknown as GenMessage<EventMessage>,
    subject: subjectOf(schema),
    aggregate,
    body: body as Readonly<Record<string, unknown>>,
  };
}

/** How events are published. */
export interface OutboxOptions {
  /** They are of very many at once: they leave within about a second, after all others, and at the pace of those who listen. */
  readonly bulk?: boolean;
}

/** Publishes events if and when the transaction commits. They are about the call's tenant, actor and trace, at the transaction's time. */
export function appendOutbox<S>(trx: Trx<S>, events: readonly OutgoingEvent[], options: OutboxOptions = {}): void {
  const { call, now } = trx;
  const { bulk = false } = options;
  for (const event of events) {
    const header = create(EventHeaderSchema, {
      eventId: randomUUID(),
      tenantId: call.tenantId,
      occurredAt: timestampFromDate(now),
      actorKind: call.actor.kind,
      actorId: call.actor.id,
      aggregateId: event.aggregate.id,
      aggregateVersion: BigInt(event.aggregate.version),
      traceId: call.traceId,
    });
    trx[pendingKey].outbox.push({
      eventId: header.eventId,
      subject: event.subject,
      type: event.schema.typeName,
      payload: toBinary(event.schema, create(event.schema, { ...event.body, header } as never)),
      occurredAt: now,
      traceId: call.traceId,
      bulk,
    });
  }
}
