import { randomUUID } from "node:crypto";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from "@connectrpc/connect-node";
import {
  ConferencingService,
  MatchingService,
  NotificationService,
  ProgrammeService,
  SchedulingService,
} from "@mentorship/client/v1";

/** Clients of all five services with one token. */
export interface Clients5 {
  readonly programme: Client<typeof ProgrammeService>;
  readonly matching: Client<typeof MatchingService>;
  readonly scheduling: Client<typeof SchedulingService>;
  readonly conferencing: Client<typeof ConferencingService>;
  readonly notification: Client<typeof NotificationService>;
}

/** The five, each made by `client`. */
export const clients5 = (client: <Service extends DescService>(service: Service) => Client<Service>): Clients5 => ({
  programme: client(ProgrammeService),
  matching: client(MatchingService),
  scheduling: client(SchedulingService),
  conferencing: client(ConferencingService),
  notification: client(NotificationService),
});

/** A new request id. */
export const rid = (): string => randomUUID();

/** How a client speaks: Connect over HTTP/2 with binary messages when all is unset. gRPC needs HTTP/2. */
export interface ClientOptions {
  protocol?: "connect" | "grpc" | "grpc-web";
  httpVersion?: "1.1" | "2";
  json?: boolean;
  interceptors?: readonly Interceptor[];
}

export interface Clients {
  client: <Service extends DescService>(service: Service, token?: string, how?: ClientOptions) => Client<Service>;
  /** Cuts the connection that the HTTP/2 clients share. */
  close: () => void;
}

/** Typed clients of everything behind `baseUrl`; those over HTTP/2 share one connection. */
export function createClients(baseUrl: string): Clients {
  const sessionManager = new Http2SessionManager(baseUrl);
  return {
    client: (service, token, how = {}) => createClient(service, transportOf(baseUrl, sessionManager, token, how)),
    close: () => sessionManager.abort(),
  };
}

function transportOf(
  baseUrl: string,
  sessionManager: Http2SessionManager,
  token: string | undefined,
  how: ClientOptions,
): Transport {
  const { protocol = "connect", httpVersion = "2", json = false } = how;
  const interceptors = [...(token === undefined ? [] : [bearer(token)]), ...(how.interceptors ?? [])];
  const shared = { baseUrl, interceptors, useBinaryFormat: !json };
  if (protocol === "grpc") return createGrpcTransport({ ...shared, sessionManager });
  const create = protocol === "grpc-web" ? createGrpcWebTransport : createConnectTransport;
  return httpVersion === "2"
    ? create({ ...shared, httpVersion, sessionManager })
    : create({ ...shared, httpVersion, nodeOptions: { agent: false } });
}

function bearer(token: string): Interceptor {
  return (next) => (req) => {
    req.header.set("authorization", `Bearer ${token}`);
    return next(req);
  };
}
