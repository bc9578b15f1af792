import { canonicalJson } from "./canonical-json.ts";
import { literal } from "./literal.ts";
import type { Pending, PendingAudit, PendingEvent, PersonalValue } from "./types.ts";

/**
 * The statements that write what a transaction has gathered. The audit comes last: it locks the chain's head, and nothing else
 * should be waited for while that lock is held.
 */
export function flushStatements(
  tenantId: string,
  pending: Pending,
): { readonly outbox: string[]; readonly audit: string[] } {
  return {
    outbox: pending.outbox.length > 0 ? [insertEvents(tenantId, pending.outbox)] : [],
    audit: pending.audit.length > 0 ? appendEntries(tenantId, "changes", pending.audit) : [],
  };
}

function insertEvents(tenantId: string, events: readonly PendingEvent[]): string {
  const rows = events.map((event) => ({
    event_id: event.eventId,
    subject: event.subject,
    type: event.type,
    payload: Buffer.from(event.payload).toString("base64"),
    occurred_at: event.occurredAt.toISOString(),
    trace_id: event.traceId,
  }));
  return `insert into outbox (tenant_id, event_id, subject, type, payload, occurred_at, trace_id)
    select ${literal(tenantId)}, e.event_id, e.subject, e.type, decode(e.payload, 'base64'), e.occurred_at, e.trace_id
    from json_to_recordset(${literal(JSON.stringify(rows))})
      as e(event_id text, subject text, type text, payload text, occurred_at timestamptz, trace_id text)`;
}

/** The statements that append entries to a chain of a tenant, under one lock of its head. */
export function appendEntries(tenantId: string, chain: string, entries: readonly PendingAudit[]): string[] {
  const rows = entries.map((entry) => {
    const facts = auditFacts(tenantId, chain, entry);
    return { ...facts, facts: canonicalJson(facts) };
  });
  const personal = entries.flatMap((entry) => entry.personal);
  return [
    ...(personal.length > 0 ? [insertPersonal(tenantId, personal)] : []),
    `select audit_append(${literal(tenantId)}, ${literal(chain)}, ${literal(JSON.stringify(rows))}::json)`,
  ];
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
