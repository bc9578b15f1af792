import { createMixedServer, limits, type NodeRequest, type NodeResponse } from "@mentorship/shared/rpc";
import { isReady } from "../processes/index.ts";
import { accessOf, type PathAccess } from "./access.ts";
import { applyCors, type OriginRule } from "./cors.ts";
import { forward } from "./forward.ts";
import { refuse } from "./refuse.ts";
import { isRpcPath, type Route, serviceOf } from "./routes.ts";
import { createUpstream } from "./upstream.ts";

export interface EdgeOptions {
  port: number;
  host?: string;
  routes: readonly Route[];
  /** Service → `http://host:port`. A routed service that is not here answers `unavailable`. */
  upstreams: Readonly<Record<string, string>>;
  allowsOrigin: OriginRule;
  /** What the contract says of an RPC's path; from the generated descriptors when unset. */
  access?: (path: string) => PathAccess;
}

export interface Edge {
  url: string;
  close(): Promise<void>;
}

/**
 * The one address in front of the services: Connect, gRPC and gRPC-Web over HTTP/1.1 and HTTP/2 cleartext on one port.
 * Forwards by prefix what the contract opens to clients, refuses `internal` RPCs, answers CORS, `/healthz` and
 * `/readyz` (200 when every service is ready). Rejects when the port is taken.
 */
export async function createEdge(options: EdgeOptions): Promise<Edge> {
  const { routes, access = accessOf, allowsOrigin, host = "127.0.0.1" } = options;
  const upstreams = new Map(
    Object.entries(options.upstreams).map(([service, origin]) => [service, createUpstream(origin)] as const),
  );
  const handle = (req: NodeRequest, res: NodeResponse): void => {
    res.on("error", () => undefined);
    if (applyCors(allowsOrigin, req, res)) return;
    // Over HTTP/1.1 the server has answered 431 already; over HTTP/2 Node tells the limit but does not keep it.
    if (headerBytes(req) > limits.headerBytes) {
      return refuse(req, res, "resource_exhausted", `headers of more than ${limits.headerBytes} bytes`);
    }
    const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
    if (path === "/healthz") return answerJson(res, 200, { status: "ok" });
    if (path === "/readyz") return void answerReadiness(options.upstreams, res);
    const service = serviceOf(routes, path);
    if (isRpcPath(path) || isRpcCall(req)) {
      const allowed = isRpcPath(path) && service !== undefined ? access(path) : "unknown";
      if (allowed === "unknown") return refuse(req, res, "unimplemented", `${path} is not an RPC of this platform`);
      if (allowed === "internal") {
        return refuse(req, res, "permission_denied", `${path} is for the platform's own services`);
      }
    }
    if (service === undefined) return refuse(req, res, "not_found", `nothing is served at ${path}`);
    const upstream = upstreams.get(service);
    if (upstream === undefined) return refuse(req, res, "unavailable", `${service} is not started`);
    forward(upstream, req, res, service);
  };
  const server = createMixedServer(handle);
  const port = await server.listen(options.port, host);
  return {
    url: `http://${host}:${port}`,
    async close() {
      // Streams that clients hold open end now: the services behind them end next.
      await server.close(0);
      for (const upstream of upstreams.values()) upstream.close();
    },
  };
}

function headerBytes(req: NodeRequest): number {
  return req.rawHeaders.reduce((sum, text) => sum + text.length, 0);
}

function isRpcCall(req: NodeRequest): boolean {
  return /^application\/(grpc|connect|proto)/.test(String(req.headers["content-type"] ?? ""));
}

function answerJson(res: NodeResponse, status: number, body: unknown): void {
  res.statusCode = status;
  res.setHeader("content-type", "application/json");
  res.end(JSON.stringify(body));
}

async function answerReadiness(upstreams: Readonly<Record<string, string>>, res: NodeResponse): Promise<void> {
  const looked = await Promise.all(
    Object.entries(upstreams).map(async ([service, origin]) => [service, await isReady(origin)] as const),
  );
  answerJson(res, looked.every(([, ready]) => ready) ? 200 : 503, Object.fromEntries(looked));
}
