import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { DomainError, type ErrorReasonName, isRefusal, refusalOf } from "../../errors/index.ts";
import { methodName } from "../method-name.ts";

/** Refusals of the call itself: this service's own token or rights are at fault, and its caller must not be told that theirs are. */
const ownFault: ReadonlySet<ErrorReasonName> = new Set(["UNAUTHENTICATED", "INTERNAL_ONLY"]);

/**
 * What a failed call to another service means here. A refusal comes out as the same DomainError; whatever may go better later as a
 * ConnectError `unavailable`, which is retried by those who retry and told to callers as UNAVAILABLE; the caller's own end as it is.
 */
export function peerError(error: unknown, method: DescMethod, signal: AbortSignal | undefined): unknown {
  if (error instanceof DomainError) return error;
  if (signal?.aborted) return signal.reason;
  const failed = ConnectError.from(error);
  const refusal = refusalOf(failed);
  const name = methodName(method);
  if (refusal && ownFault.has(refusal.reason))
    return new Error(`${name} refused this service: ${refusal.message}`, { cause: error });
  if (refusal?.reason === "CONFLICT_RETRY" || isRefusal(refusal)) return refusal;
  const fault = failed.code === Code.Internal || failed.code === Code.Unknown || failed.code === Code.Unimplemented;
  if (fault && failed.isWireError) return new Error(`${name} failed: ${failed.rawMessage}`, { cause: error });
  return new ConnectError(
    `${name} does not answer: ${failed.rawMessage}`,
    Code.Unavailable,
    undefined,
    undefined,
    error,
  );
}

/** Whether nobody listened at the address, so that the call certainly did nothing. */
export function isConnectionRefused(error: unknown): boolean {
  for (let at = error; typeof at === "object" && at !== null; at = "cause" in at ? at.cause : undefined) {
    if ("code" in at && at.code === "ECONNREFUSED") return true;
  }
  return false;
}
