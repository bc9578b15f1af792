import { randomUUID } from "node:crypto";
import { create, getOption, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type EventHeader, EventHeaderSchema } from "@mentorship/client/events/v1";
import { subject } from "@mentorship/client/v1";
import type { Message } from "@bufbuild/protobuf";
import { connect } from "nats";

type EventMessage = Message & { header?: EventHeader | undefined };

/** What of an event's header a test decides; the rest is filled in. */
export interface EventMeta {
  readonly tenantId: string;
  readonly aggregateId: string;
  readonly version?: number;
  readonly eventId?: string;
  /** A person who did it. Unset: the product itself did. */
  readonly by?: string;
  readonly at?: Date;
}

/** Puts an event on the stream as the relay of another service does, and answers its id once the stream has it. */
export async function publishEvent<T extends EventMessage>(
  natsUrl: string,
  schema: GenMessage<T>,
  meta: EventMeta,
  body: Omit<MessageInitShape<GenMessage<T>>, "header" | "$typeName" | "$unknown">,
): Promise<string> {
  const eventId = meta.eventId ?? randomUUID();
  const header = create(EventHeaderSchema, {
    eventId,
    tenantId: meta.tenantId,
    occurredAt: timestampFromDate(meta.at ?? new Date()),
    actorKind: meta.by === undefined ? "system" : "person",
    actorId: meta.by ?? "test",
    aggregateId: meta.aggregateId,
    aggregateVersion: BigInt(meta.version ?? 1),
    traceId: eventId,
  });
  await publishBytes(
    natsUrl,
    getOption(schema, subject),
    toBinary(schema, create(schema, { ...body, header } as never)),
  );
  return eventId;
}

/** Puts bytes on the stream under a subject, whatever they are. */
export async function publishBytes(natsUrl: string, to: string, bytes: Uint8Array): Promise<void> {
  const nats = await connect({ servers: natsUrl });
  try {
    await nats.jetstream().publish(to, bytes);
  } finally {
    await nats.drain();
  }
}
