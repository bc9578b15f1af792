import type { DescMethod } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { Transport } from "@connectrpc/connect";
import { limits } from "../limits.ts";
import { requestIdHeader } from "../request-id.ts";
import { isConnectionRefused, peerError } from "./peer-error.ts";

/** What is added to each call to another service. `signal` ends the calls of a caller who left. */
export interface Binding {
  readonly token: () => Promise<string>;
  readonly traceId: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** A peer that restarts is listening again after a moment; reads wait for it once. */
const retryAfterMs = 150;

/** A transport whose calls carry the token, the request id and the deadline of a binding, and fail in the contract's words. */
export function bindTransport(transport: Transport, binding: Binding): Transport {
  const headersOf = async (given: ConstructorParameters<typeof Headers>[0]) => {
    const headers = new Headers(given);
    headers.set("authorization", `Bearer ${await binding.token()}`);
    headers.set(requestIdHeader, binding.traceId);
    return headers;
  };
  return {
    unary: async (method, signal, timeoutMs, header, message, values) => {
      const ended = signal ?? binding.signal;
      const headers = await headersOf(header);
      const deadline = Math.min(timeoutMs ?? binding.timeoutMs, limits.maxTimeoutMs);
      const call = () => transport.unary(method, ended, deadline, headers, message, values);
      try {
        return await call().catch((error: unknown) => {
          if (!isRead(method) || !isConnectionRefused(error) || ended?.aborted) throw error;
          return new Promise((resolve) => setTimeout(resolve, retryAfterMs)).then(call);
        });
      } catch (error) {
        throw peerError(error, method, ended);
      }
    },
    stream: async (method, signal, timeoutMs, header, messages, values) => {
      const ended = signal ?? binding.signal;
      try {
        const headers = await headersOf(header);
        const response = await transport.stream(method, ended, timeoutMs, headers, messages, values);
        return { ...response, message: inContractWords(response.message, method, ended) };
      } catch (error) {
        throw peerError(error, method, ended);
      }
    },
  };
}

const isRead = (method: DescMethod) => method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;

async function* inContractWords<T>(source: AsyncIterable<T>, method: DescMethod, signal: AbortSignal | undefined) {
  try {
    yield* source;
  } catch (error) {
    throw peerError(error, method, signal);
  }
}
