import type * as http from "node:http";
import type * as http2 from "node:http2";
import { Code, ConnectError, createContextValues } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerRequest } from "@connectrpc/connect/protocol";
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from "@connectrpc/connect-node";
import type { Logger } from "../log/index.ts";
import { peerAddressKey, tooLargeKey } from "./context-keys.ts";
import { noteImpossibleTimes } from "./impossible-times.ts";
import { limits } from "./limits.ts";

export type NodeRequest = http.IncomingMessage | http2.Http2ServerRequest;
export type NodeResponse = http.ServerResponse | http2.Http2ServerResponse;

/** Answers one HTTP request; RPCs by the router's handlers, the rest by `fallback`. */
export type NodeHandler = (req: NodeRequest, res: NodeResponse) => void;

/** The rest of a refused body is read away for at most so long and so much, so that the refusal arrives. */
const runOut = { ms: 1000, bytes: 8 * 1024 * 1024 };

/** Serves RPC handlers on node's servers for HTTP/1.1 and HTTP/2 alike. */
export function createNodeHandler(
  handlers: readonly UniversalHandler[],
  fallback: NodeHandler,
  log: Logger,
): NodeHandler {
  const byPath = new Map(handlers.map((handler) => [handler.requestPath, handler]));
  return (req, res) => {
    const handler = byPath.get(req.url?.split("?", 1)[0] ?? "");
    if (!handler) return fallback(req, res);
    const given = universalRequest(req, res);
    if (!given) {
      res.writeHead(400).end();
      return;
    }
    serve(handler, given, req, res).catch((error: unknown) => {
      // A caller that hung up is no news; its log line is written when its signal aborts.
      if (ConnectError.from(error).code !== Code.Aborted)
        log.warn({ err: error, path: handler.requestPath }, "answer not written");
      res.destroy();
    });
  };
}

/** Undefined: the request's target or host is not a URL. */
function universalRequest(req: NodeRequest, res: NodeResponse): UniversalServerRequest | undefined {
  const values = createContextValues().set(peerAddressKey, req.socket?.remoteAddress ?? "");
  try {
    const given = universalRequestFromNodeRequest(req, res, undefined, values);
    // By default, a body that is not read to its end takes the connection with it, and the answer too.
    const body = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    return { ...given, body: noteImpossibleTimes(given.header.get("content-type"), body, values) };
  } catch {
    return undefined;
  }
}

async function serve(handler: UniversalHandler, given: UniversalServerRequest, req: NodeRequest, res: NodeResponse) {
  setDeadline(handler, given.header);
  const answer = await handler(given);
  if (given.contextValues?.get(tooLargeKey)) {
    const header = new Headers(answer.header);
    if (req.httpVersionMajor === 1) header.set("connection", "close");
    await letRunOut(req);
    await universalResponseToNodeResponse({ ...answer, header }, res);
  } else {
    await universalResponseToNodeResponse(answer, res);
  }
  // What was not read would block the connection, or the window of its stream, for the next call.
  if (!req.readableEnded) req.resume();
}

/** Unary RPCs have a deadline, asked for or not; streams have none, for they live as long as their token. */
function setDeadline({ method }: UniversalHandler, header: Headers): void {
  if (method.methodKind !== "unary") {
    header.delete("connect-timeout-ms");
    header.delete("grpc-timeout");
  } else if (!header.has("connect-timeout-ms") && !header.has("grpc-timeout")) {
    header.set("connect-timeout-ms", String(limits.defaultTimeoutMs));
    header.set("grpc-timeout", `${limits.defaultTimeoutMs}m`);
  }
}

function letRunOut(req: NodeRequest): Promise<void> {
  if (req.readableEnded || req.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, runOut.ms);
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > runOut.bytes) end();
    });
    req.once("end", end).once("close", end).once("error", end).resume();
  });
}
