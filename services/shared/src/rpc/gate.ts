import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { Access } from "@mentorship/client/v1";
import { type Authenticator, authorise, type Principal } from "../auth/index.ts";
import { type Call, callKey } from "../call/index.ts";
import { DomainError, invalid, toConnectError } from "../errors/index.ts";
import type { Logger } from "../log/index.ts";
import { principalKey, traceKey } from "./context-keys.ts";
import { limits } from "./limits.ts";
import { methodName } from "./method-name.ts";
import { observe } from "./observe.ts";

/** Whether a caller may act at all: its tenant known, its person in the directory and not suspended. */
export interface Admission {
  /** Passes or throws TENANT_UNKNOWN, PERSON_UNKNOWN or PERSON_SUSPENDED. */
  admit(call: Call): Promise<void>;
  /** Rejects with the refusal once the caller is no longer admitted, within a second; resolves when the signal aborts. */
  watch(call: Call, signal: AbortSignal): Promise<void>;
}

/** What the gate of product RPCs needs. */
export interface GateParts {
  readonly log: Logger;
  readonly authenticator: Authenticator;
  readonly access: ReadonlyMap<DescMethod, Access>;
  readonly admission: Admission;
}

type Gate = (rpc: HandlerContext) => Promise<void>;

/** The gate of probes: they are observed like everything else, and open to all. */
export const openGate =
  (log: Logger): Gate =>
  async (rpc) => {
    observe(rpc, log);
  };

/**
 * Request id, log, errors, token and admission, in this order and before a byte of the body is read: whoever is refused costs nothing.
 * Leaves the principal and the call, with a reading cause, for what follows.
 */
export function createGate(parts: GateParts): Gate {
  return async (rpc) => {
    observe(rpc, parts.log);
    try {
      refuseDeadline(rpc);
      const principal = await parts.authenticator.authenticate(rpc.requestHeader.get("authorization"));
      rpc.values.set(principalKey, principal);
      const access = parts.access.get(rpc.method);
      if (!access) throw new Error(`${methodName(rpc.method)} was mounted without its access`);
      authorise(principal.actor, rpc.method, access);
      const call = readCall(rpc, principal);
      rpc.values.set(callKey, call);
      await admit(parts.admission, call, access);
    } catch (error) {
      throw toConnectError(error, rpc.values.get(traceKey));
    }
  };
}

function refuseDeadline(rpc: HandlerContext): void {
  const left = rpc.timeoutMs();
  if (rpc.signal.aborted && left !== undefined && left <= 0) {
    throw new ConnectError("the deadline had passed when the call arrived", Code.DeadlineExceeded);
  }
  // The library would let a timer of more than 24 days run out at once and blame the deadline.
  if (left !== undefined && left > limits.maxTimeoutMs) {
    throw invalid([{ field: "", description: `the deadline may be at most ${limits.maxTimeoutMs} ms ahead` }]);
  }
}

const readCall = (rpc: HandlerContext, principal: Principal): Call => ({
  tenantId: principal.tenantId,
  actor: principal.actor,
  cause: { kind: "read", method: methodName(rpc.method) },
  traceId: rpc.values.get(traceKey),
});

/** The platform's own services are let through: what they ask may be how another service learns that a tenant is unknown. */
async function admit(admission: Admission, call: Call, access: Access): Promise<void> {
  if (call.actor.roles.includes("internal")) return;
  try {
    await admission.admit(call);
  } catch (error) {
    const allowed = access.unknownTenant && error instanceof DomainError && error.reason === "TENANT_UNKNOWN";
    if (!allowed) throw error;
  }
}
