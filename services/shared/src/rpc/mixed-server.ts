import * as http from "node:http";
import * as http2 from "node:http2";
import * as net from "node:net";
import { limits } from "./limits.ts";
import type { NodeHandler } from "./node-handler.ts";

/** What every HTTP/2 connection without encryption begins with. */
const preface = Buffer.from("PRI * HTTP/2.0");

/** A caller that has not said which protocol it speaks after so long is cut off. */
const firstBytesMs = 10_000;

/** One cleartext port for HTTP/1.1 and HTTP/2. */
export interface MixedServer {
  /** Takes the port (0: a free one) and answers with the one taken. */
  listen(port: number, host: string): Promise<number>;
  /** Accepts no further connection and lets those that are open know; resolves when calls under way are done, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** A server that tells the two protocols apart by a connection's first bytes; both share the handler. */
export function createMixedServer(handler: NodeHandler): MixedServer {
  let underWay = 0;
  let whenIdle: () => void = () => {};
  const counted: NodeHandler = (req, res) => {
    underWay += 1;
    res.once("close", () => {
      underWay -= 1;
      if (underWay === 0) whenIdle();
    });
    handler(req, res);
  };
  // Uploads last as long as their token: only headers have to arrive quickly.
  const h1 = http.createServer(
    { maxHeaderSize: limits.headerBytes, headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 65_000 },
    counted,
  );
  const h2 = http2.createServer(
    { settings: { maxConcurrentStreams: limits.streamsPerConnection, maxHeaderListSize: limits.headerBytes } },
    counted,
  );
  const sessions = trackSessions(h2);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    route(socket, h1, h2);
  });
  // NOTE: an http.Server looks after idle and slow connections only once it believes that it listens.
  server.once("listening", () => h1.emit("listening"));
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => resolve((server.address() as net.AddressInfo).port));
      }),
    close: async (graceMs) => {
      server.close();
      for (const session of sessions) session.close();
      h1.close();
      h1.closeIdleConnections();
      if (underWay > 0) await within(graceMs, (resolve) => (whenIdle = resolve));
      // A last answer may still lie in a socket's buffer: it is given a moment to leave.
      if (sockets.size > 0) {
        for (const socket of sockets) if (socket.writableLength === 0) socket.end();
        await within(200, (resolve) => server.once("close", resolve));
      }
      for (const socket of sockets) socket.destroy();
    },
  };
}

function trackSessions(h2: http2.Http2Server): ReadonlySet<http2.ServerHttp2Session> {
  const sessions = new Set<http2.ServerHttp2Session>();
  h2.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => session.destroy());
  });
  return sessions;
}

function route(socket: net.Socket, h1: http.Server, h2: http2.Http2Server): void {
  const silent = setTimeout(() => socket.destroy(), firstBytesMs);
  let seen: Buffer = Buffer.alloc(0);
  const onReadable = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    const maybeH2 = seen.subarray(0, length).equals(preface.subarray(0, length));
    if (maybeH2 && length < preface.length) return;
    clearTimeout(silent);
    socket.removeListener("readable", onReadable);
    socket.removeListener("error", onError);
    socket.unshift(seen);
    (maybeH2 ? h2 : h1).emit("connection", socket);
  };
  const onError = () => socket.destroy();
  socket.on("error", onError).on("readable", onReadable);
  socket.once("close", () => clearTimeout(silent));
}

function within(ms: number, arrange: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    arrange(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
