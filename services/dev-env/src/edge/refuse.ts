import type { NodeRequest, NodeResponse } from "@mentorship/shared/rpc";

/** The refusals that the edge gives itself: name, number in gRPC, status in Connect. */
const CODES = {
  not_found: { grpc: 5, http: 404 },
  permission_denied: { grpc: 7, http: 403 },
  resource_exhausted: { grpc: 8, http: 429 },
  unimplemented: { grpc: 12, http: 501 },
  unavailable: { grpc: 14, http: 503 },
} as const;
export type RefusalCode = keyof typeof CODES;

/** Answers `code` in the protocol that the request speaks: gRPC, gRPC-Web, Connect unary or Connect streaming. */
export function refuse(req: NodeRequest, res: NodeResponse, code: RefusalCode, message: string): void {
  const type = String(req.headers["content-type"] ?? "");
  const { grpc, http } = CODES[code];
  const finish = (body?: Buffer | string): void => {
    // Whatever of the request's body is still to come is not read: the connection or the stream ends with the answer.
    if ("stream" in res) res.once("finish", () => res.stream?.close());
    else if (!req.complete) res.setHeader("connection", "close");
    if (body === undefined) res.end();
    else res.end(body as string);
    req.resume();
  };
  const frame = endFrame(type, code, message);
  if (frame !== undefined) {
    res.setHeader("content-type", type);
    return finish(frame);
  }
  if (type.startsWith("application/grpc")) {
    res.setHeader("content-type", type);
    res.setHeader("grpc-status", String(grpc));
    res.setHeader("grpc-message", encodeURIComponent(message));
    return finish();
  }
  res.statusCode = http;
  res.setHeader("content-type", "application/json");
  return finish(JSON.stringify({ code, message }));
}

/** The number by which gRPC knows a refusal. */
export const numberInGrpc = (code: RefusalCode): number => CODES[code].grpc;

/** What ends a streamed body with a refusal, by its content type; undefined where a body says nothing of its end. */
export function endFrame(type: string, code: RefusalCode, message: string): Buffer | string | undefined {
  if (type.startsWith("application/grpc-web")) {
    const trailers = `grpc-status: ${numberInGrpc(code)}\r\ngrpc-message: ${encodeURIComponent(message)}\r\n`;
    const frame = grpcWebTrailer(trailers);
    return type.startsWith("application/grpc-web-text") ? frame.toString("base64") : frame;
  }
  if (type.startsWith("application/connect+")) return envelope(0b10, JSON.stringify({ error: { code, message } }));
  return undefined;
}

/** A gRPC-Web body holds the trailers in a last frame, marked by its highest bit. */
function grpcWebTrailer(trailers: string): Buffer {
  return envelope(0x80, trailers);
}

/** Flags, length in four bytes, content: how gRPC and Connect both frame a message. */
function envelope(flags: number, content: string): Buffer {
  const body = Buffer.from(content);
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
