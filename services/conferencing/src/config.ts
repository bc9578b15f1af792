import { readFileSync } from "node:fs";
import { developmentPrefix } from "@mentorship/shared/auth";
import { configOf, type Env, type Reader, type ServiceConfig, serviceConfig } from "@mentorship/shared/config";
import type { JoinKey } from "./domain/join-token.ts";

export interface ConferencingConfig extends ServiceConfig<"programme" | "scheduling"> {
  /** Where the rooms of the keyless provider are, without a slash at the end. */
  readonly roomBaseUrl: string;
  /** The keys of join links, the newest first. */
  readonly joinKeys: readonly JoinKey[];
}

/** The configuration of a process of this service. Throws ConfigError with all problems at once. */
export const toConfig = (env: Env): ConferencingConfig =>
  configOf(env, (read) => {
    const common = serviceConfig(read, "conferencing", ["programme", "scheduling"]);
    return {
      ...common,
      roomBaseUrl: read.url("MENTORSHIP_ROOM_BASE_URL", ["https"], { fallback: "https://meet.jit.si" }),
      joinKeys: joinKeys(read, common.environment === "production"),
    };
  });

/** The shortest secret that a key may have, in bytes. */
const secretBytes = 32;

function joinKeys(read: Reader, production: boolean): JoinKey[] {
  const path = read.file("MENTORSHIP_JOIN_KEYS_FILE");
  if (path === "") return [];
  const keys = keysIn(path);
  if (production && keys.some(({ id }) => id.startsWith(developmentPrefix))) {
    read.problem("MENTORSHIP_JOIN_KEYS_FILE holds a key of a development platform");
  }
  if (keys.length > 0 && keys.every(({ id, secret }) => id !== "" && secret.length >= secretBytes)) return keys;
  read.problem(
    `MENTORSHIP_JOIN_KEYS_FILE must hold a JSON list of {"id", "secret"} with secrets of ${secretBytes} bytes in base64`,
  );
  return [];
}

function keysIn(path: string): JoinKey[] {
  try {
    const listed = JSON.parse(readFileSync(path, "utf8")) as { id?: string; secret?: string }[];
    return listed.map(({ id, secret }) => ({
      id: id ?? "",
      secret: Buffer.from(secret ?? "", "base64"),
    }));
  } catch {
    return [];
  }
}
