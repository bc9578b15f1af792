import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from "node:http2";

// The most streams that a service takes on one connection; more calls open more connections.
const STREAMS_PER_SESSION = 100;

/** Connections to one service, over HTTP/2 cleartext. */
export interface Upstream {
  request(headers: OutgoingHttpHeaders): ClientHttp2Stream;
  close(): void;
}

/** Opens connections to `origin` (`http://host:port`) as calls need them. A dead one is replaced at the next call. */
export function createUpstream(origin: string): Upstream {
  const sessions = new Map<ClientHttp2Session, number>();
  const open = (): ClientHttp2Session => {
    const session = connect(origin);
    sessions.set(session, 0);
    const leave = (): void => void sessions.delete(session);
    // Its streams each hear of the same fault and answer for it.
    session.on("error", leave);
    session.once("close", leave);
    session.once("goaway", () => {
      leave();
      session.close();
    });
    return session;
  };
  return {
    request(headers) {
      const usable = [...sessions].find(
        ([session, streams]) => streams < STREAMS_PER_SESSION && !session.closed && !session.destroyed,
      );
      const session = usable?.[0] ?? open();
      const change = (by: number): void => {
        const streams = sessions.get(session);
        if (streams !== undefined) sessions.set(session, streams + by);
      };
      const stream = session.request(headers);
      change(1);
      stream.once("close", () => change(-1));
      return stream;
    },
    close() {
      for (const session of sessions.keys()) session.destroy();
      sessions.clear();
    },
  };
}
