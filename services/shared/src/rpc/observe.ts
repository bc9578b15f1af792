import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { ErrorInfoSchema } from "@mentorship/client/google/rpc/error_details_pb.js";
import { errorDomain, toConnectError } from "../errors/index.ts";
import type { Logger } from "../log/index.ts";
import { countRpc } from "../metrics/index.ts";
import { completedKey, peerAddressKey, principalKey, tooLargeKey, traceKey } from "./context-keys.ts";
import { libraryRefusal } from "./library-refusal.ts";
import { methodName } from "./method-name.ts";
import { acceptRequestId, requestIdHeader } from "./request-id.ts";

/**
 * Gives a call its request id and, when it ends, its one log line; errors that arise outside the interceptors get the contract's words.
 *
 * NOTE: the library aborts a call's signal with the error before it writes that error out, on every protocol. That is the one place
 * where errors of parsing and serialising can be seen, so they are rewritten there in place.
 */
export function observe(rpc: HandlerContext, log: Logger): void {
  const startedAt = performance.now();
  const traceId = acceptRequestId(rpc.requestHeader.get(requestIdHeader));
  rpc.values.set(traceKey, traceId);
  rpc.responseHeader.set(requestIdHeader, traceId);
  const end = () => {
    const error = rpc.signal.reason instanceof ConnectError ? rpc.signal.reason : undefined;
    if (error) putInContractWords(error, traceId, rpc.method.input);
    const reason = error ? reasonOf(error) : undefined;
    if (reason === "MESSAGE_TOO_LARGE") rpc.values.set(tooLargeKey, true);
    writeLine(rpc, log, {
      code: codeOf(rpc, error),
      reason,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
    });
    if (error?.code === Code.Internal) log.error({ request_id: traceId, err: error.cause ?? error }, "fault in an RPC");
  };
  if (rpc.signal.aborted) end();
  else rpc.signal.addEventListener("abort", end, { once: true });
}

function putInContractWords(error: ConnectError, traceId: string, request: DescMessage): void {
  const notServed = error.code === Code.Unimplemented && !error.rawMessage.startsWith("protocol error: ");
  const spokenFor = reasonOf(error) !== undefined || error.code === Code.Canceled || notServed;
  if (spokenFor) return;
  const { code, rawMessage, details, cause } = toConnectError(libraryRefusal(error, request) ?? error, traceId);
  Object.assign(error, { code, rawMessage, details, cause });
}

const reasonOf = (error: ConnectError) =>
  error.findDetails(ErrorInfoSchema).find((info) => info.domain === errorDomain)?.reason;

function codeOf(rpc: HandlerContext, error: ConnectError | undefined): string {
  if (error) return codeToString(error.code);
  return rpc.values.get(completedKey) ? "ok" : codeToString(Code.Canceled);
}

function writeLine(
  rpc: HandlerContext,
  log: Logger,
  end: { readonly code: string; readonly reason: string | undefined; readonly ms: number },
): void {
  const principal = rpc.values.get(principalKey);
  countRpc(methodName(rpc.method), end.code, end.ms);
  log[end.code === "internal" || end.code === "unknown" ? "error" : "info"](
    {
      rpc: methodName(rpc.method),
      ...end,
      request_id: rpc.values.get(traceKey),
      tenant: principal?.tenantId,
      actor_id: principal?.actor.id,
      actor_kind: principal?.actor.kind,
      protocol: rpc.protocolName,
      peer: rpc.values.get(peerAddressKey) || undefined,
    },
    "rpc",
  );
}
