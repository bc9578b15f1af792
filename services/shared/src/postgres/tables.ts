import type { ColumnType, Generated } from "kysely";

/** Set by the database when it is left out. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** A tenant as every service keeps it. Outside row security: relays and sweeps must find tenants before they can enter one. */
export interface TenantTable {
  id: string;
  version: number;
  zone: string;
  front_end_url: string;
  test: boolean;
  clock_offset_ms: number;
  clock_version: number;
}

/** What every service keeps of a person: enough to let them in, nothing personal. */
export interface PersonTable {
  tenant_id: string;
  id: string;
  version: number;
  suspended: boolean;
  zone: string;
}

export interface DoneOnceTable {
  tenant_id: string;
  kind: "request" | "event" | "step";
  scope: string;
  key: string;
  body_hash: string;
  outcome: string | null;
  created_at: Defaulted<Date>;
}

export interface OutboxTable {
  tenant_id: string;
  event_id: string;
  position: Generated<number>;
  subject: string;
  type: string;
  payload: Buffer;
  occurred_at: Date;
  trace_id: string;
  bulk: Defaulted<boolean>;
  created_at: Defaulted<Date>;
  published_at: Date | null;
  stream_sequence: number | null;
}

/** `applied`: the transaction part is committed, what lies outside the database is not done yet. */
export type InboxState = "failed" | "applied" | "done" | "refused" | "dead";

export interface InboxTable {
  tenant_id: string;
  consumer: string;
  event_id: string;
  type: string;
  state: InboxState;
  attempts: Defaulted<number>;
  reason: string | null;
  received_at: Defaulted<Date>;
  settled_at: Date | null;
}

export interface DeadLetterTable {
  tenant_id: string;
  consumer: string;
  event_id: string;
  subject: string;
  payload: Buffer;
  reason: string;
  attempts: number;
  dead_at: Defaulted<Date>;
  replayed_at: Date | null;
}

/** Something that waits for a moment of its tenant's time. */
export interface DueTable {
  tenant_id: string;
  kind: string;
  id: string;
  due_at: Date;
  claimed_until: Date | null;
}

/** Which stream the outbox was published to, to notice when it was replaced. */
export interface RelayStateTable {
  stream: string;
  created: string;
}

export interface AuditEntryTable {
  tenant_id: string;
  chain: string;
  sequence: number;
  occurred_at: Date;
  actor_kind: string;
  actor_id: string;
  action: string;
  entity_type: string;
  entity_id: string;
  before: unknown;
  after: unknown;
  cause: string;
  hash: string;
}

export interface AuditHeadTable {
  tenant_id: string;
  chain: string;
  sequence: number;
  hash: string;
}

export interface AuditPersonalTable {
  tenant_id: string;
  person_id: string;
  hash: string;
  salt: string;
  value: string;
}

/** The tables that every service's schema has beside its own. */
export interface MachineryTables {
  tenant: TenantTable;
  person: PersonTable;
  done_once: DoneOnceTable;
  outbox: OutboxTable;
  inbox: InboxTable;
  dead_letter: DeadLetterTable;
  due: DueTable;
  relay_state: RelayStateTable;
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  audit_personal: AuditPersonalTable;
}

/** The only tables of a service that may stand outside row security: ids, times and event bytes, no personal text. */
export const tablesOutsideRowSecurity = ["dead_letter", "due", "inbox", "outbox", "relay_state", "tenant"] as const;
