import { fromBinary } from "@bufbuild/protobuf";
import type { JsMsg } from "nats";
import { type Call, systemCall } from "../call/index.ts";
import type { Consumer, Delivery } from "./consumer-types.ts";

/** A message of the stream as the consumer treats it. `event` is undefined when it can't be read as what its subject says. */
export function deliveryOf<S, C>(consumer: Consumer<S, C>, message: JsMsg): Delivery {
  const settle = [{ ack: () => message.ack(), retry: (ms: number) => message.nak(Math.max(1, Math.ceil(ms))) }];
  const id = message.headers?.get("ce-id") || message.headers?.get("Nats-Msg-Id") || `sequence ${message.seq}`;
  const tenant = decodeURIComponent(message.headers?.get("ce-tenant") ?? "");
  return readDelivery(consumer, { subject: message.subject, payload: message.data, id, tenant, settle });
}

/** The same for bytes from wherever they are kept. */
export function readDelivery<S, C>(
  consumer: Consumer<S, C>,
  raw: { subject: string; payload: Uint8Array; id: string; tenant: string; settle: Delivery["settle"] },
): Delivery {
  const { subject, payload, settle } = raw;
  const schema = consumer.schemas.get(subject);
  const unread: Delivery = {
    subject,
    payload,
    settle,
    tenantId: raw.tenant,
    eventId: raw.id,
    type: schema?.typeName ?? subject,
    known: schema !== undefined,
    event: undefined,
    traceId: "",
  };
  if (!schema) return unread;
  try {
    const event = fromBinary(schema, payload);
    const { header } = event;
    if (!header?.eventId || !header.tenantId) return unread;
    return { ...unread, event, tenantId: header.tenantId, eventId: header.eventId, traceId: header.traceId };
  } catch {
    return unread;
  }
}

/** The call under which a consumer acts on an event. */
export function callOfDelivery<S, C>(consumer: Consumer<S, C>, delivery: Delivery): Call {
  const cause = { kind: "event", eventId: delivery.eventId, consumer: consumer.name } as const;
  return systemCall(delivery.tenantId, consumer.name, cause, delivery.traceId || delivery.eventId);
}
