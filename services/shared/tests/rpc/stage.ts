import type { DescService, JsonObject } from "@bufbuild/protobuf";
import {
  type CallOptions,
  ConnectError,
  createClient,
  type HandlerContext,
  type ServiceImpl,
  type Transport,
} from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import {
  BadRequestSchema,
  type ErrorInfo,
  ErrorInfoSchema,
  RetryInfoSchema,
} from "@mentorship/client/google/rpc/error_details_pb.js";
import { createAuthenticator } from "../../src/auth/index.ts";
import { callOf } from "../../src/call/index.ts";
import { createLogger } from "../../src/log/index.ts";
import { type Admission, type RpcServer, startRpc, type ServiceRouter } from "../../src/rpc/index.ts";
import { echoContract } from "./echo-contract.ts";
import { type Keys, makeKeys } from "./keys.ts";

type Fields = Record<string, unknown>;

/** What a test puts in the place of the echo service's handlers. */
export interface Handlers {
  say?: (request: Fields, rpc: HandlerContext) => Promise<Fields>;
  read?: (request: Fields, rpc: HandlerContext) => Promise<Fields>;
  watch?: (request: Fields, rpc: HandlerContext) => AsyncIterable<Fields>;
  upload?: (requests: AsyncIterable<Fields>, rpc: HandlerContext) => Promise<Fields>;
}

/** A running server with the echo service, its keys and the lines it logged. */
export interface Stage {
  readonly url: string;
  readonly service: DescService;
  readonly keys: Keys;
  readonly server: RpcServer;
  readonly lines: readonly JsonObject[];
  /** How often a handler of the echo service ran. */
  readonly handled: () => number;
  close(): Promise<void>;
}

export const admitAll: Admission = {
  admit: async () => {},
  watch: (_call, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
};

export interface StageOptions {
  readonly handlers?: Handlers;
  readonly admission?: Admission;
  readonly service?: DescService;
  readonly drainSeconds?: number;
  readonly keys?: Keys;
  readonly port?: number;
  readonly routes?: (router: ServiceRouter) => void;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const keys = options.keys ?? (await makeKeys());
  const service = options.service ?? echoContract();
  const lines: JsonObject[] = [];
  let handled = 0;
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as JsonObject) };
  const echo = async (request: Fields, rpc: HandlerContext) => {
    handled += 1;
    const { cause } = callOf(rpc);
    return { text: request.text, cause: cause.kind, bodyHash: cause.kind === "request" ? cause.bodyHash : "" };
  };
  const handlers = {
    say: echo,
    read: echo,
    match: echo,
    hidden: echo,
    begin: echo,
    watch: async function* (request: Fields) {
      handled += 1;
      yield { text: `${String(request.text)} 1` };
      yield { text: `${String(request.text)} 2` };
    },
    upload: async (requests: AsyncIterable<Fields>) => {
      const texts = [];
      for await (const { text } of requests) texts.push(text);
      handled += 1;
      return { text: texts.join("+") };
    },
    ...options.handlers,
  };
  const server = await startRpc({
    host: "127.0.0.1",
    port: options.port ?? 0,
    drainSeconds: options.drainSeconds ?? 0,
    log: createLogger("echo", { destination }),
    authenticator: await createAuthenticator(keys.auth),
    admission: options.admission ?? admitAll,
    routes: options.routes ?? ((router) => router.service(service, handlers as unknown as ServiceImpl<DescService>)),
  });
  server.ready();
  return {
    url: `http://127.0.0.1:${server.port}`,
    service,
    keys,
    server,
    lines,
    handled: () => handled,
    close: async () => {
      await server.stop();
      if (!options.keys) await keys.remove();
    },
  };
}

/** One transport of each protocol that a client may speak to the port. */
export const protocols: Readonly<Record<string, (baseUrl: string) => Transport>> = {
  "Connect with binary over HTTP/1.1": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: true }),
  "Connect with JSON over HTTP/1.1": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
  "Connect with binary over HTTP/2": (baseUrl) =>
    createConnectTransport({ baseUrl, httpVersion: "2", idleConnectionTimeoutMs: 200 }),
  "gRPC over HTTP/2": (baseUrl) => createGrpcTransport({ baseUrl, idleConnectionTimeoutMs: 200 }),
  "gRPC-Web over HTTP/1.1": (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC-Web with JSON over HTTP/2": (baseUrl) =>
    createGrpcWebTransport({ baseUrl, httpVersion: "2", useBinaryFormat: false, idleConnectionTimeoutMs: 200 }),
};

/** The calls of the echo service, with plain objects for messages. */
export interface EchoClient {
  say(request: Fields, options?: CallOptions): Promise<Fields>;
  read(request: Fields, options?: CallOptions): Promise<Fields>;
  match(request: Fields, options?: CallOptions): Promise<Fields>;
  hidden(request: Fields, options?: CallOptions): Promise<Fields>;
  begin(request: Fields, options?: CallOptions): Promise<Fields>;
  watch(request: Fields, options?: CallOptions): AsyncIterable<Fields>;
  upload(requests: AsyncIterable<Fields>, options?: CallOptions): Promise<Fields>;
}

export const echoClient = (stage: Stage, transport: Transport): EchoClient =>
  createClient(stage.service, transport) as unknown as EchoClient;

/** A client over Connect that presents a token. */
export const connectClient = (stage: Stage): EchoClient =>
  echoClient(stage, createConnectTransport({ baseUrl: stage.url, httpVersion: "1.1" }));

export const bearer = (token: string): CallOptions => ({ headers: { authorization: `Bearer ${token}` } });

/** What a refused call told its caller. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly info: ErrorInfo | undefined;
  readonly violations: readonly { field: string; description: string }[];
  readonly retryMs: number | undefined;
  readonly error: ConnectError;
}

/** The refusal that a call ends with. Throws when it is answered. */
export async function refusalFrom(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => {
      throw new Error("the call was answered");
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectError)) throw error;
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return {
    code: error.code,
    message: error.rawMessage,
    info: error.findDetails(ErrorInfoSchema)[0],
    violations: error
      .findDetails(BadRequestSchema)
      .flatMap((each) => each.fieldViolations)
      .map(({ field, description }) => ({ field, description })),
    retryMs: delay ? Number(delay.seconds) * 1000 + delay.nanos / 1_000_000 : undefined,
    error,
  };
}

export async function allOf<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}

/** Waits until a condition holds, for at most twenty seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`in vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
