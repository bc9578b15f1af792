import { createHash, randomBytes } from "node:crypto";
import type { Call } from "../call/index.ts";
import {
  canonicalJson,
  causeText,
  type DataContext,
  pendingKey,
  type PersonalValue,
  type Trx,
} from "../postgres/index.ts";

/** What was done to what. `before` and `after` hold ids and states only, as plain data. */
export interface AuditChange {
  /** Such as `match.terminated`. */
  readonly action: string;
  readonly entity: { readonly type: string; readonly id: string };
  /** Null: it did not exist. */
  readonly before: object | null;
  /** Null: it no longer exists. */
  readonly after: object | null;
  /** Personal or free text by the name of its field: the entry holds only a salted hash of it, in `after` (or in `before` of a removal). */
  readonly personal?: Readonly<Record<string, { readonly personId: string; readonly value: string }>>;
}

/** Writes a permanent entry of a change, if and when the transaction commits. Call, time and cause are the transaction's. */
export function appendAudit<S>(trx: Trx<S>, change: AuditChange): void {
  const { call } = trx;
  const sealed = Object.entries(change.personal ?? {}).map(([field, { personId, value }]) => ({
    field,
    ...seal(personId, value),
  }));
  const hashes = Object.fromEntries(sealed.map(({ field, hash }) => [field, `sha256:${hash}`]));
  const removal = change.after === null && change.before !== null;
  trx[pendingKey].audit.push({
    occurredAt: trx.now,
    actorKind: call.actor.kind,
    actorId: call.actor.id,
    action: change.action,
    entityType: change.entity.type,
    entityId: change.entity.id,
    before: plain(change.before, removal ? hashes : {}),
    after: plain(change.after, removal ? {} : hashes),
    cause: causeText(call.cause),
    personal: sealed.map(({ personId, hash, salt, value }) => ({ personId, hash, salt, value })),
  });
}

/** Which rows of other people a read has shown. */
export interface AuditRead {
  /** Such as `match.read`. */
  readonly action: string;
  readonly entityType: string;
  readonly ids: readonly string[];
}

/**
 * Notes that a caller was shown other people's data: one entry a call, in the chain `reads`, written within a second together with
 * others. Waits for nothing; a process that is killed loses what it had not written yet.
 */
export function auditRead<S>(ctx: DataContext<S>, call: Call, read: AuditRead): void {
  if (read.ids.length === 0) return;
  ctx.data.reads.add(call.tenantId, {
    occurredAt: new Date(),
    actorKind: call.actor.kind,
    actorId: call.actor.id,
    action: read.action,
    entityType: read.entityType,
    entityId: read.ids.length === 1 ? (read.ids[0] as string) : "",
    before: null,
    after: { ids: [...read.ids] },
    cause: `${causeText(call.cause)} ${call.traceId}`,
    personal: [],
  });
}

function seal(personId: string, value: string): PersonalValue {
  const salt = randomBytes(16).toString("hex");
  return { personId, salt, value, hash: createHash("sha256").update(salt).update(value).digest("hex") };
}

// Through JSON and back, so that what is hashed now is what will be read from the row later.
function plain(facts: object | null, hashes: Readonly<Record<string, string>>): unknown {
  if (facts === null && Object.keys(hashes).length === 0) return null;
  return JSON.parse(canonicalJson({ ...facts, ...hashes }));
}
