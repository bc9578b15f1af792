import { canonicalJson } from "./canonical-json.ts";
import { literal } from "./literal.ts";
import type { Pending, PendingAudit, PendingEvent, PersonalValue } from "./types.ts";

// Statements of this many rows stay far below their time limit, and building one holds up no other call for long.
const rowsPerStatement = 500;

/**
 * The statements that write what a transaction has gathered, made one by one as they are asked for, with `last` between events and audit.
 * The audit comes last: it locks the chain's head, and nothing else should be waited for while that lock is held.
 */
export function* flushStatements(tenantId: string, pending: Pending, last: readonly string[]): Generator<string> {
  for (const events of partsOf(pending.outbox)) yield insertEvents(tenantId, events);
  yield* last;
  yield* appendEntries(tenantId, "changes", pending.audit);
}

function insertEvents(tenantId: string, events: readonly PendingEvent[]): string {
  const columns = [
    column(events.map((event) => event.eventId)),
    column(events.map((event) => event.subject)),
    column(events.map((event) => event.type)),
    column(events.map((event) => Buffer.from(event.payload).toString("base64"))),
    column(events.map((event) => event.occurredAt.toISOString())),
    column(events.map((event) => event.traceId)),
    column(events.map((event) => String(event.bulk))),
  ];
  return `insert into outbox (tenant_id, event_id, subject, type, payload, occurred_at, trace_id, bulk)
    select ${literal(tenantId)}, e.event_id, e.subject, e.type, decode(e.payload, 'base64'), e.occurred_at::timestamptz, e.trace_id,
      e.bulk::boolean
    from unnest(${columns.join(", ")}) as e(event_id, subject, type, payload, occurred_at, trace_id, bulk)`;
}

/** The statements that append entries to a chain of a tenant, under one lock of its head. */
export function* appendEntries(tenantId: string, chain: string, entries: readonly PendingAudit[]): Generator<string> {
  for (const personal of partsOf(entries.flatMap((entry) => entry.personal))) yield insertPersonal(tenantId, personal);
  for (const part of partsOf(entries)) {
    const facts = part.map((entry) => canonicalJson(auditFacts(tenantId, chain, entry)));
    yield `select audit_append(${literal(tenantId)}, ${literal(chain)}, ${column(facts)})`;
  }
}

/** What an entry's hash is taken of, beside its sequence and the hash before it. */
export function auditFacts(
  tenantId: string,
  chain: string,
  entry: Omit<PendingAudit, "personal">,
): Record<string, unknown> {
  return {
    tenant_id: tenantId,
    chain,
    occurred_at: entry.occurredAt.toISOString(),
    actor_kind: entry.actorKind,
    actor_id: entry.actorId,
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: entry.entityId,
    before: entry.before,
    after: entry.after,
    cause: entry.cause,
  };
}

function insertPersonal(tenantId: string, values: readonly PersonalValue[]): string {
  const rows = values.map(({ personId, hash, salt, value }) => ({ person_id: personId, hash, salt, value }));
  return `insert into audit_personal (tenant_id, person_id, hash, salt, value)
    select ${literal(tenantId)}, p.person_id, p.hash, p.salt, p.value
    from json_to_recordset(${literal(JSON.stringify(rows))}) as p(person_id text, hash text, salt text, value text)`;
}

// Texts without line ends, one a line, as an array of SQL: read three times as fast as JSON. The empty text alone is no array.
function column(texts: readonly string[]): string {
  const lines = texts.map((text) => text.replaceAll("\n", " ")).join("\n");
  return lines === "" ? "array['']" : `string_to_array(${literal(lines)}, E'\\n')`;
}

function* partsOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += rowsPerStatement) yield rows.slice(from, from + rowsPerStatement);
}
