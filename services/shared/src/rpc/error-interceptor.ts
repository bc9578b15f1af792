import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { refusalOf, toConnectError } from "../errors/index.ts";
import { completedKey, traceKey } from "./context-keys.ts";
import { libraryRefusal } from "./library-refusal.ts";

/** Answers whatever the inner interceptors and the handler throw, at once or from inside a stream, in the contract's words. */
export const errorInterceptor: Interceptor = (next) => async (req) => {
  const { contextValues, signal } = req;
  const answer = (error: unknown) => toConnectError(meaning(error, signal), contextValues.get(traceKey));
  try {
    const given = req.stream ? { ...req, message: naming(req.message, req.method.input) } : req;
    const res = await next(given);
    if (res.stream)
      return { ...res, message: guarded(res.message, answer, () => contextValues.set(completedKey, true)) };
    contextValues.set(completedKey, true);
    return res;
  } catch (error) {
    throw answer(error);
  }
};

/** When a call was cut off, the errors that follow from the cut say less than the reason of the cut. */
function meaning(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof ConnectError && error.rawMessage.startsWith("protocol error: "))
    return libraryRefusal(error) ?? error;
  const aborted =
    error instanceof ConnectError ? error.code === Code.Canceled || error.code === Code.Aborted : isAbort(error);
  return aborted && signal.aborted ? signal.reason : error;
}

const isAbort = (error: unknown) =>
  error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");

async function* guarded<T>(source: AsyncIterable<T>, answer: (error: unknown) => ConnectError, done: () => void) {
  try {
    yield* source;
    done();
  } catch (error) {
    throw answer(error);
  }
}

/** Errors of reading the request, told apart from errors of handling it by where they arise. */
async function* naming<T>(source: AsyncIterable<T>, request: DescMessage) {
  try {
    yield* source;
  } catch (error) {
    const refusal = error instanceof ConnectError && !refusalOf(error) ? libraryRefusal(error, request) : undefined;
    throw refusal ?? error;
  }
}
