import { randomUUID } from "node:crypto";
import { createContextKey, type ContextValues } from "@connectrpc/connect";
import type { Call, Cause } from "./call.ts";

/** Where the interceptors leave the call for the handler. */
export const callKey = createContextKey<Call | undefined>(undefined, { description: "the call of this RPC" });

/** The call of an RPC, as the interceptors for tokens and causes made it. Throws when the RPC was mounted without them. */
export function callOf(rpc: { readonly values: ContextValues }): Call {
  const call = rpc.values.get(callKey);
  if (!call) throw new Error("this RPC is mounted without the interceptors that make its call");
  return call;
}

/**
 * The call of one row of a client stream: claimed on its own by the row's request id, so that a repeated stream skips what is done.
 * `bodyHash` is the hash of the row, hexadecimal.
 */
export function rowCall(call: Call, requestId: string, bodyHash: string): Call {
  if (call.cause.kind !== "read" && call.cause.kind !== "request") {
    throw new Error(`rows belong to an RPC, not to a cause of kind ${call.cause.kind}`);
  }
  return { ...call, cause: { kind: "request", method: call.cause.method, requestId, bodyHash } };
}

/** A call that the product makes by itself. `part` names who acts, such as `sweep` or a consumer. */
export function systemCall(tenantId: string, part: string, cause: Cause, traceId: string = randomUUID()): Call {
  return { tenantId, actor: { kind: "system", id: part, roles: [], capabilities: [] }, cause, traceId };
}
