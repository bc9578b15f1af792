import {
  PersonPutSchema,
  PersonReinstatedSchema,
  PersonSuspendedSchema,
  TenantClockMovedSchema,
  TenantPutSchema,
} from "@mentorship/client/events/v1";
import type { PersonFacts, TenantFacts } from "@mentorship/client/v1";
import {
  type Arrived,
  batchSubscription,
  type EventMessage,
  type Subscription,
  subscription,
} from "../events/index.ts";
import type { Trx } from "../postgres/index.ts";
import { putPersonRow, putTenantRow } from "./rows.ts";

type TenantEvent = EventMessage & { tenant?: TenantFacts | undefined };
type PersonEvent = EventMessage & { person?: PersonFacts | undefined };

/** What every service but the owner of tenants and people listens to, to know whom to let in and what time it is. */
export function admissionSubscriptions<S, C>(): Subscription<S, C>[] {
  return [
    subscription(TenantPutSchema, keepTenant<S>),
    subscription(TenantClockMovedSchema, keepTenant<S>),
    batchSubscription(PersonPutSchema, keepPeople<S>),
    batchSubscription(PersonSuspendedSchema, keepPeople<S>),
    batchSubscription(PersonReinstatedSchema, keepPeople<S>),
  ];
}

async function keepTenant<S>(trx: Trx<S>, event: TenantEvent): Promise<void> {
  if (event.tenant) await putTenantRow(trx, event.tenant, Number(event.header?.aggregateVersion ?? 0n));
}

async function keepPeople<S>(arrived: readonly Arrived<S, PersonEvent>[]): Promise<void> {
  const people = arrived.flatMap(({ event }) => (event.person ? [event.person] : []));
  const first = arrived[0];
  if (first && people.length > 0) await putPersonRow(first.trx, people);
}
