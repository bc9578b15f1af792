import type { Call, Cause } from "../call/index.ts";
import { literal } from "./literal.ts";
import { encodeOutcome } from "./outcome.ts";
import { timeColumns } from "./opening.ts";

interface Claim {
  readonly kind: "request" | "event" | "step";
  readonly scope: string;
  readonly key: string;
  readonly bodyHash: string;
}

function claimOf(call: Call): Claim {
  const { cause, actor } = call;
  switch (cause.kind) {
    case "request":
      return {
        kind: cause.kind,
        scope: `${actor.kind} ${actor.id} ${cause.method}`,
        key: cause.requestId,
        bodyHash: cause.bodyHash,
      };
    case "event":
      return { kind: cause.kind, scope: cause.consumer, key: cause.eventId, bodyHash: "" };
    case "step":
      return { kind: cause.kind, scope: cause.workflowId, key: cause.step, bodyHash: "" };
    case "read":
      throw new Error(`${cause.method} is a read, and a read changes nothing`);
  }
}

const keyOf = (tenantId: string, claim: Claim): string[] => [tenantId, claim.kind, claim.scope, claim.key].map(literal);

/**
 * The two statements that claim a cause. The insert waits for a parallel duplicate to end; the second answers the tenant's time and
 * the row as it is then, whose `outcome` is null when this transaction is the first.
 */
export function claimStatements(call: Call): string[] {
  const claim = claimOf(call);
  const [tenant, kind, scope, key] = keyOf(call.tenantId, claim);
  return [
    `insert into done_once (tenant_id, kind, scope, key, body_hash)
     values (${tenant}, ${kind}, ${scope}, ${key}, ${literal(claim.bodyHash)}) on conflict do nothing`,
    `select ${timeColumns(call.tenantId)}, body_hash, outcome from done_once
     where tenant_id = ${tenant} and kind = ${kind} and scope = ${scope} and key = ${key}`,
  ];
}

/** An expression that says whether a cause has acted: a transaction that claimed it has been committed. */
export function doneExpression(call: Call): string {
  const [tenant, kind, scope, key] = keyOf(call.tenantId, claimOf(call));
  return `exists(select from done_once where tenant_id = ${tenant} and kind = ${kind} and scope = ${scope} and key = ${key})`;
}

/** The statement that stores the outcome of a cause for its repeats. */
export function storeOutcome(call: Call, outcome: unknown): string {
  const [tenant, kind, scope, key] = keyOf(call.tenantId, claimOf(call));
  return `update done_once set outcome = ${literal(encodeOutcome(outcome))}
    where tenant_id = ${tenant} and kind = ${kind} and scope = ${scope} and key = ${key}`;
}

/** A cause as one line of the audit trail, such as `request mentorship.v1.MatchingService/AcceptMatch 7c1…`. */
export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case "request":
      return `request ${cause.method} ${cause.requestId}`;
    case "event":
      return `event ${cause.eventId} ${cause.consumer}`;
    case "step":
      return `step ${cause.workflowId} ${cause.step}`;
    case "read":
      return `read ${cause.method}`;
  }
}
