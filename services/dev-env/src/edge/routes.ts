import { readFileSync } from "node:fs";

/** One line of `deploy/edge/routes.json`: paths that begin with `prefix` go to `service`. */
export interface Route {
  prefix: string;
  service: string;
}

/** Reads the route table that the ingress of production is made from too. */
export function readRoutes(file: string): Route[] {
  return (JSON.parse(readFileSync(file, "utf8")) as { routes: Route[] }).routes;
}

/** The service that answers for this path (without its query), or undefined. */
export function serviceOf(routes: readonly Route[], path: string): string | undefined {
  return routes.find((route) => path.startsWith(route.prefix))?.service;
}

// Nothing but names: no encoding, no dots as a segment, no doubled slash that a service might read differently.
const RPC_PATH = /^\/[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+\/[A-Za-z][A-Za-z0-9_]*$/;

/** Whether the path is an RPC's: `/package.Service/Method`. */
export function isRpcPath(path: string): boolean {
  return RPC_PATH.test(path);
}
