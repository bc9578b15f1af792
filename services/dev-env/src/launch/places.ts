import { existsSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../servers/repository.ts";

/** The five services, in the order in which they are told about. */
export const SERVICES = ["programme", "matching", "scheduling", "conferencing", "notification"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Where things lie in the repository, as full paths. */
export function places(): {
  root: string;
  rolesSql: string;
  databaseSql: string;
  streamFile: string;
  routesFile: string;
  entry(service: ServiceName, door: "service" | "migrate"): string;
} {
  const root = repositoryRoot();
  return {
    root,
    rolesSql: join(root, "deploy", "postgres", "roles.sql"),
    databaseSql: join(root, "deploy", "postgres", "database.sql"),
    streamFile: join(root, "deploy", "nats", "stream.json"),
    routesFile: join(root, "deploy", "edge", "routes.json"),
    entry: (service, door) => join(root, "services", service, "src", "bin", `${door}.ts`),
  };
}

/**
 * Command and first arguments that run a TypeScript source: Node itself, never a wrapper, whose child would outlive
 * it. A Node that cannot strip types is replaced by the one that npm brought, or helped by tsx.
 */
export function nodeCommand(): { command: string; args: string[] } {
  const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning"];
  if (stripsTypes(process.versions.node)) return { command: process.execPath, args: flags };
  const brought = join(repositoryRoot(), "node_modules", ".bin", "node");
  if (existsSync(brought)) return { command: brought, args: flags };
  return { command: process.execPath, args: [...flags, "--import", "tsx"] };
}

/** Whether this version of Node runs `.ts` files by itself: from 22.18 on. */
export function stripsTypes(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}
