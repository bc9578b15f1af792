import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Arrived, EventMessage } from "@mentorship/shared/events";

/** When the newest of some events happened, in the tenant's time. */
export function newestApplied<S>(arrived: readonly Arrived<S, EventMessage>[]): Date {
  const times = arrived.map(({ event }) => (event.header?.occurredAt ? timestampMs(event.header.occurredAt) : 0));
  return new Date(Math.max(...times));
}
