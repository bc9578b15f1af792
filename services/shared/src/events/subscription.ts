import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import type { Call } from "../call/index.ts";
import type { Trx } from "../postgres/index.ts";
import { subjectOf } from "./subject-of.ts";
import type { Arrived, EffectSubscription, EventMessage, EventSchema, RowsSubscription } from "./types.ts";

const about = (schema: unknown): Pick<EffectSubscription<never>, "schema" | "subject"> => {
  const known = schema as GenMessage<EventMessage>;
  return { schema: known, subject: subjectOf(known) };
};

/**
 * Changes rows when an event arrives, once per event: `handler` runs in the transaction that also writes the inbox row, perhaps
 * beside other events of the tenant. Events may come late or out of order: compare `header.aggregateVersion`. A refusal is
 * recorded and not retried; other errors are retried with back-off and end in the dead letters.
 */
export function subscription<S, C, T extends EventMessage>(
  schema: EventSchema<T>,
  handler: (trx: Trx<S>, event: T, ctx: C) => Promise<void>,
): RowsSubscription<S, C> {
  return {
    ...about(schema),
    kind: "rows",
    apply: async (arrived, ctx) => {
      for (const { trx, event } of arrived) await handler(trx, event as T, ctx);
    },
  };
}

/**
 * As `subscription`, for handlers that treat many events in few statements: `handler` gets one or more consecutive events of one
 * tenant and type, in order, all in one transaction. When it throws they come again one by one.
 */
export function batchSubscription<S, C, T extends EventMessage>(
  schema: EventSchema<T>,
  handler: (arrived: readonly Arrived<S, T>[], ctx: C) => Promise<void>,
): RowsSubscription<S, C> {
  return { ...about(schema), kind: "rows", apply: (arrived, ctx) => handler(arrived as readonly Arrived<S, T>[], ctx) };
}

/**
 * Does something outside the database when an event arrives, such as starting or signalling a workflow: after the transaction of the
 * event has committed, at least once, so it must be idempotent. Retried with back-off; not counted while what it needs is away.
 */
export function effect<C, T extends EventMessage>(
  schema: EventSchema<T>,
  handler: (event: T, ctx: C, call: Call) => Promise<void>,
): EffectSubscription<C> {
  return { ...about(schema), kind: "effect", run: (event, ctx, call) => handler(event as T, ctx, call) };
}
