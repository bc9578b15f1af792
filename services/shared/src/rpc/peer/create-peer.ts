import { randomUUID } from "node:crypto";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient } from "@connectrpc/connect";
import { createConnectTransport, Http2SessionManager } from "@connectrpc/connect-node";
import type { InternalTokens } from "../../auth/index.ts";
import type { Call } from "../../call/index.ts";
import { limits } from "../limits.ts";
import { bindTransport } from "./bound-transport.ts";

/** How one call to another service differs. `timeoutMs` defaults to 5 s for unary calls; streams end by `signal`. */
export interface PeerCallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Another service of the platform. */
export interface Peer<S extends DescService> {
  /**
   * A client that acts for one tenant: of a call, whose request id goes along, or of a tenant id alone. Throws the peer's refusals as
   * DomainError with the same reason, and ConnectError `unavailable` when the peer does not answer.
   */
  of(who: Call | string, options?: PeerCallOptions): Client<S>;
  /** Ends the connection. */
  close(): void;
}

const unaryTimeoutMs = 5000;

/** The client of a sibling: Connect protocol over one HTTP/2 connection, a token of this service for each call. */
export function createPeer<S extends DescService>(tokens: InternalTokens, service: S, baseUrl: string): Peer<S> {
  const sessionManager = new Http2SessionManager(baseUrl, {
    pingIntervalMs: 10_000,
    pingTimeoutMs: 5000,
    idleConnectionTimeoutMs: 60_000,
  });
  const transport = createConnectTransport({
    baseUrl,
    httpVersion: "2",
    sessionManager,
    useBinaryFormat: true,
    // Both ends stand in one data centre: compression would cost more than it saves.
    acceptCompression: [],
    readMaxBytes: limits.responseBytes,
  });
  return {
    of: (who, options = {}) => {
      const tenantId = typeof who === "string" ? who : who.tenantId;
      const bound = bindTransport(transport, {
        token: () => tokens.tokenFor(tenantId),
        traceId: typeof who === "string" ? randomUUID() : who.traceId,
        signal: options.signal,
        timeoutMs: options.timeoutMs ?? unaryTimeoutMs,
      });
      return createClient(service, bound);
    },
    close: () => sessionManager.abort(),
  };
}
