import {
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import type { NodeRequest, NodeResponse } from "@mentorship/shared/rpc";
import { breakOff, followFrames } from "./break-off.ts";
import { refuse } from "./refuse.ts";
import type { Upstream } from "./upstream.ts";

// They belong to one connection, not to the message, or are written anew for the next one.
const NOT_FORWARDED = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
]);

/**
 * Forwards one request and its answer as they come, in both directions, with the trailers of gRPC. When the client
 * goes, the call to the service is cancelled; when the service is not there, the client is told `unavailable`.
 */
export function forward(upstream: Upstream, req: NodeRequest, res: NodeResponse, service: string): void {
  let answered = false;
  let trailers: IncomingHttpHeaders = {};
  const frames = followFrames();
  const call = upstream.request(requestHeaders(req));

  // An answer of one message is passed on whole or not at all: whose service dies under it is told to try again.
  const whole: Buffer[] = [];
  let isWhole = false;
  const begin = (headers: IncomingHttpHeaders & IncomingHttpStatusHeader): void => {
    res.statusCode = headers[":status"] ?? 502;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && isForwardedBack(name)) res.setHeader(name, value);
    }
  };
  let finish = (): void => void res.end();

  call.once("response", (headers, flags) => {
    const isLast = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    isWhole = !isLast && isOneMessage(headers["content-type"]);
    if (isWhole) {
      call.on("data", (chunk: Buffer) => whole.push(chunk));
      finish = () => {
        begin(headers);
        res.end(Buffer.concat(whole) as unknown as string);
      };
      return;
    }
    begin(headers);
    // A refusal in gRPC is one block of headers that ends the stream; a client sees anything else as a broken answer.
    if (isLast) {
      answered = true;
      res.end();
      return;
    }
    // At once: a stream may have nothing to say for a long time.
    if ("stream" in res) res.writeHead(res.statusCode);
    else res.flushHeaders();
    call.on("data", frames.take);
    call.pipe(res as NodeJS.WritableStream, { end: false });
  });
  call.once("trailers", (received) => {
    trailers = received;
  });
  call.once("end", () => {
    // A connection that is lost ends its streams too, but with a code of its own.
    if (!(res.headersSent || isWhole) || answered || call.rstCode !== constants.NGHTTP2_NO_ERROR) return;
    answered = true;
    // Node tells of the trailers within the same turn as of the end, in either order.
    setImmediate(() => {
      if (!isWhole) res.addTrailers(trailers as Record<string, string>);
      finish();
    });
  });
  const broken = (): void => {
    if (answered) return;
    answered = true;
    const message = `${service} cannot be reached now; try again`;
    if (res.headersSent) breakOff(res, frames, message);
    else refuse(req, res, "unavailable", message);
  };
  call.on("error", broken);
  call.once("close", broken);

  res.once("close", () => {
    answered = true;
    if (!call.closed) call.close(constants.NGHTTP2_CANCEL);
  });
  req.on("error", () => undefined);
  req.pipe(call);
}

function requestHeaders(req: NodeRequest): OutgoingHttpHeaders {
  const forwarded = Object.entries(req.headers).filter(
    ([name, value]) =>
      value !== undefined &&
      !name.startsWith(":") &&
      !NOT_FORWARDED.has(name) &&
      (name !== "te" || value === "trailers"),
  );
  return {
    ...Object.fromEntries(forwarded),
    ":method": req.method ?? "GET",
    ":path": req.url ?? "/",
    ":scheme": "http",
    ":authority": req.headers[":authority"]?.toString() ?? req.headers.host ?? "localhost",
  };
}

/** What Connect answers a unary call with; a service bounds its size. Bodies in frames say themselves where they end. */
const isOneMessage = (type: string | undefined): boolean => /^application\/(proto|json)\b/.test(type ?? "");

/** CORS is answered by the edge alone. */
function isForwardedBack(name: string): boolean {
  return !name.startsWith(":") && !NOT_FORWARDED.has(name) && !name.startsWith("access-control-");
}
