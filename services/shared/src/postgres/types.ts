import type { Kysely, Transaction } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import type { Call } from "../call/index.ts";

/** Where a service's rows lie. `poolSize` is 10 when unset. */
export interface DatabaseConfig {
  readonly url: string;
  readonly poolSize?: number;
}

/** A service's door to its own schema. `S` lists the schema's tables. */
export interface Data<S> {
  readonly service: string;
  readonly config: DatabaseConfig;
  readonly pool: pg.Pool;
  /** Bound to no tenant: sees only the tables outside row security. */
  readonly kysely: Kysely<S>;
  readonly log: Logger;
  /** A new random id. */
  newId(): string;
  /** Rings when a transaction with events has committed, so that the relay need not wait for its poll. */
  readonly bell: Bell;
  /** Who was let in a moment ago, and until when (of `performance.now`) that holds. */
  readonly admitted: Map<string, number>;
  /** Reads of other people's data that are not written yet. */
  readonly reads: ReadBuffer;
}

/** Every context of a service has its data under this name. */
export interface DataContext<S> {
  readonly data: Data<S>;
}

export interface Bell {
  /** Says that the outbox has rows. Never fails and waits for nothing. */
  ring(): void;
  /** Calls `listener` on every ring in this process, until the answer is called. */
  onRing(listener: () => void): () => void;
}

export interface ReadBuffer {
  add(tenantId: string, entry: PendingAudit): void;
  /** Writes what is buffered; resolves when it is written or could not be. */
  flush(): Promise<void>;
}

/** One tenant's rows as one transaction sees them. `now` is the tenant's time, the same throughout, in whole milliseconds. */
export interface Db<S> {
  readonly sql: Kysely<S>;
  readonly tenantId: string;
  readonly now: Date;
}

export const pendingKey: unique symbol = Symbol("pending");

/** A transaction that changes one tenant's rows on behalf of `call`. Only `transact` and the consumer make one. */
export interface Trx<S> extends Db<S> {
  readonly sql: Transaction<S>;
  readonly call: Call;
  readonly [pendingKey]: Pending;
}

/** What is written in one statement each when the transaction ends. */
export interface Pending {
  readonly outbox: PendingEvent[];
  readonly audit: PendingAudit[];
  /** Who is to be looked up again after the commit, as keys of `Data.admitted`. */
  readonly admissions: string[];
}

export interface PendingEvent {
  readonly eventId: string;
  readonly subject: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly occurredAt: Date;
  readonly traceId: string;
  /** One of very many at once: it leaves after others, and at the pace of those who listen. */
  readonly bulk: boolean;
}

export interface PendingAudit {
  readonly occurredAt: Date;
  readonly actorKind: string;
  readonly actorId: string;
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly cause: string;
  readonly personal: readonly PersonalValue[];
}

/** A personal value that the entry itself holds only as `hash`, the SHA-256 of salt and value. */
export interface PersonalValue {
  readonly personId: string;
  readonly hash: string;
  readonly salt: string;
  readonly value: string;
}
