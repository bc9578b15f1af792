import { Code, ConnectError, type HandlerContext, type Interceptor, type StreamResponse } from "@connectrpc/connect";
import type { Principal } from "../auth/index.ts";
import { callKey } from "../call/index.ts";
import { DomainError } from "../errors/index.ts";
import { principalKey } from "./context-keys.ts";
import type { Admission } from "./gate.ts";

/**
 * Ends streams that may not go on: when the token expires (UNAUTHENTICATED), when the caller is no longer admitted, and, for what only
 * sends, when this process stops (UNAVAILABLE). The handler's own signal aborts with the reason; the caller resumes from its cursor.
 */
export function createStreamLife(admission: Admission | undefined, stopping: AbortSignal): Interceptor {
  return (next) => async (req) => {
    if (!req.stream) return next(req);
    const life = new AbortController();
    const end = (reason: unknown) => life.abort(reason);
    const callerLeft = () => end(req.signal.reason);
    const stop = () => end(new ConnectError("this process is stopping; call again", Code.Unavailable));
    const cleanUp: (() => void)[] = [() => req.signal.removeEventListener("abort", callerLeft)];
    req.signal.addEventListener("abort", callerLeft);
    if (req.method.methodKind !== "client_streaming") {
      stopping.addEventListener("abort", stop);
      cleanUp.push(() => stopping.removeEventListener("abort", stop));
      if (stopping.aborted) stop();
    }
    if (req.signal.aborted) callerLeft();
    const principal = req.contextValues.get(principalKey);
    if (principal) cleanUp.push(endWithToken(principal, end));
    const call = req.contextValues.get(callKey);
    if (admission && call && !call.actor.roles.includes("internal")) admission.watch(call, life.signal).catch(end);
    // The library ends a call's own signal on every way out, so nothing of this outlives the stream.
    const finish = () => {
      for (const undo of cleanUp) undo();
    };
    life.signal.addEventListener("abort", finish, { once: true });
    const res = (await next({ ...req, signal: life.signal })) as StreamResponse;
    return { ...res, message: untilAborted(res.message, life.signal) };
  };
}

function endWithToken({ expiresAt }: Principal, end: (reason: unknown) => void): () => void {
  const expire = () => end(new DomainError("UNAUTHENTICATED", "the token has expired; resume with a new one"));
  const timer = setTimeout(expire, Math.max(0, expiresAt - Date.now()));
  return () => clearTimeout(timer);
}

/** Passes messages on until the signal aborts, and then throws its reason, whatever the source does about the signal. */
async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const messages = source[Symbol.asyncIterator]();
  let cut: (reason: unknown) => void = () => {};
  const onAbort = () => cut(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  // One promise a message: racing a promise that outlives them all would gather a reaction for each.
  const nextOrCut = () =>
    new Promise<IteratorResult<T>>((resolve, reject) => {
      cut = reject;
      messages.next().then(resolve, reject);
    });
  try {
    while (!signal.aborted) {
      const next = await nextOrCut();
      if (next.done === true && !signal.aborted) return;
      if (next.done !== true) yield next.value;
    }
    throw signal.reason;
  } finally {
    signal.removeEventListener("abort", onAbort);
    messages.return?.().catch(() => {});
  }
}

/**
 * The signal that a streaming handler waits with: it aborts when the caller leaves, the token expires, the caller is no longer admitted
 * or the process stops, with the error that the stream then ends with as its reason.
 */
export const untilTokenExpiry = (rpc: Pick<HandlerContext, "signal">): AbortSignal => rpc.signal;
