import { setMaxListeners } from "node:events";
import { type ConnectRouter, ConnectError, Code, createConnectRouter } from "@connectrpc/connect";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import { Health } from "@mentorship/client/grpc/health/v1/health_pb.js";
import { ServerReflection } from "@mentorship/client/grpc/reflection/v1/reflection_pb.js";
import { accessTable, type Authenticator } from "../auth/index.ts";
import type { Logger } from "../log/index.ts";
import { exposition } from "../metrics/index.ts";
import { createCauses } from "./cause.ts";
import { errorInterceptor } from "./error-interceptor.ts";
import { type Admission, createGate, openGate } from "./gate.ts";
import { limits } from "./limits.ts";
import { createMixedServer } from "./mixed-server.ts";
import { createNodeHandler, type NodeHandler } from "./node-handler.ts";
import { createReadiness, mountHealth, mountReflection, type Readiness } from "./probes/index.ts";
import { collectRoutes, type ServiceRouter } from "./service-router.ts";
import { createStreamLife } from "./stream-life.ts";
import { createValidation } from "./validate.ts";

/** What the RPC door is opened with. `pages` answer plain HTTP requests by the start of their path, such as `/join/`. */
export interface RpcOptions {
  readonly host: string;
  readonly port: number;
  readonly drainSeconds: number;
  readonly log: Logger;
  readonly authenticator: Authenticator;
  readonly admission: Admission;
  readonly routes: (router: ServiceRouter) => void;
  readonly pages?: Readonly<Record<string, NodeHandler>>;
}

/** An open RPC door. */
export interface RpcServer {
  readonly name: string;
  /** The port taken, which differs from the one asked for when that was 0. */
  readonly port: number;
  /** Tells probes that the process is ready; before, `/readyz` answers 503. */
  ready(): void;
  /** Not ready → serve on for `drainSeconds` → accept nothing → wait up to 10 s for unary calls → cut off the rest. */
  stop(): Promise<void>;
}

/**
 * Opens the port for Connect, gRPC and gRPC-Web, health, reflection, `/healthz`, `/readyz` and `/metrics`. Throws Error when the port is taken, an
 * RPC has no handler or no access in its contract, or a rule of the contract can't be used.
 */
export async function startRpc(options: RpcOptions): Promise<RpcServer> {
  const readiness = createReadiness();
  const stopping = new AbortController();
  const cutting = new AbortController();
  // Every call under way listens to both.
  setMaxListeners(0, stopping.signal, cutting.signal);
  const router = createRouter(options, readiness, stopping.signal, cutting.signal);
  const handler = createNodeHandler(router.handlers, plainHttp(options.pages ?? {}, readiness), options.log);
  const server = createMixedServer(handler);
  const port = await server.listen(options.port, options.host);
  return {
    name: "rpc",
    port,
    ready: () => readiness.set(true),
    stop: async () => {
      readiness.set(false);
      await new Promise((resolve) => setTimeout(resolve, options.drainSeconds * 1000));
      stopping.abort();
      const cut = setTimeout(() => cutting.abort(stoppingError()), limits.graceMs);
      await server.close(limits.graceMs + 500);
      clearTimeout(cut);
    },
  };
}

const stoppingError = () => new ConnectError("this process is stopping; call again", Code.Unavailable);

function createRouter(
  options: RpcOptions,
  readiness: Readiness,
  stopping: AbortSignal,
  cutting: AbortSignal,
): ConnectRouter {
  const { log, authenticator, admission } = options;
  const routes = collectRoutes(options.routes);
  const access = accessTable(routes.services);
  const methods = [...access.keys()];
  const router = createConnectRouter({
    acceptCompression: [compressionGzip, compressionBrotli],
    readMaxBytes: limits.requestBytes,
    writeMaxBytes: limits.responseBytes,
    maxTimeoutMs: limits.maxTimeoutMs,
    // Left at its default the library takes a misspelt name of an enum for "not given", and drops a misspelt field.
    jsonOptions: { ignoreUnknownFields: false },
    shutdownSignal: cutting,
    requestGate: createGate({ log, authenticator, access, admission }),
    interceptors: [
      errorInterceptor,
      createStreamLife(admission, stopping),
      createValidation(methods),
      createCauses(methods),
    ],
  });
  routes.mount(router);
  const open = { requestGate: openGate(log), interceptors: [errorInterceptor, createStreamLife(undefined, stopping)] };
  const served = [...routes.services, Health, ServerReflection];
  mountHealth(router, readiness, new Set(served.map(({ typeName }) => typeName)), open);
  mountReflection(router, served, open);
  return router;
}

async function tellMetrics(res: Parameters<NodeHandler>[1]): Promise<void> {
  const { type, text } = await exposition();
  res.writeHead(200, { "content-type": type });
  res.end(text);
}

function plainHttp(pages: Readonly<Record<string, NodeHandler>>, readiness: Readiness): NodeHandler {
  return (req, res) => {
    const path = req.url?.split("?", 1)[0] ?? "";
    const page = Object.entries(pages).find(([start]) => path.startsWith(start))?.[1];
    if (page) return page(req, res);
    if (path === "/metrics") return void tellMetrics(res);
    const [status, text] =
      path === "/healthz"
        ? [200, "ok"]
        : path === "/readyz"
          ? readiness.ready
            ? [200, "ready"]
            : [503, "not ready"]
          : [404, "not found"];
    res.writeHead(status as number, { "content-type": "text/plain" });
    res.end(`${text}\n`);
    return undefined;
  };
}
