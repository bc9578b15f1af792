import type { Reader } from "./reader.ts";

/** Whose tokens are accepted, and with what this service signs its own. Files hold JSON Web Keys. */
export interface AuthConfig {
  readonly service: string;
  readonly environment: "development" | "production";
  readonly issuer: string;
  readonly audience: string;
  readonly platformKeys: { readonly file: string } | { readonly url: string };
  readonly internalKeysFile: string;
  readonly internalKeyFile: string;
}

/** What every service process is configured with. `peers` are the base URLs of the services that it calls, by name. */
export interface ServiceConfig<Peer extends string = string> {
  readonly service: string;
  readonly environment: "development" | "production";
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly logLevel: LogLevel;
  readonly drainSeconds: number;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** The JSON definition of the stream that all services share. */
  readonly streamFile: string;
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly auth: AuthConfig;
  readonly peers: Readonly<Record<Peer, string>>;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

/** The part of the configuration that all services share. `peers` names the services whose `MENTORSHIP_<NAME>_URL` is needed. */
export function serviceConfig<Peer extends string>(
  read: Reader,
  service: string,
  peers: readonly Peer[],
): ServiceConfig<Peer> {
  const environment = read.oneOf("MENTORSHIP_ENV", ["development", "production"]);
  return {
    service,
    environment,
    host: read.text("MENTORSHIP_HOST", { fallback: "127.0.0.1" }),
    port: read.port("MENTORSHIP_PORT"),
    publicUrl: read.url("MENTORSHIP_PUBLIC_URL", ["http", "https"]),
    logLevel: read.oneOf("MENTORSHIP_LOG_LEVEL", logLevels, { fallback: "info" }),
    drainSeconds: read.integer("MENTORSHIP_DRAIN_SECONDS", { fallback: 5, min: 0, max: 60 }),
    databaseUrl: read.url("DATABASE_URL", ["postgres", "postgresql"]),
    natsUrl: read.url("NATS_URL", ["nats", "tls"]),
    streamFile: read.file("MENTORSHIP_STREAM_FILE"),
    temporal: {
      address: read.text("TEMPORAL_ADDRESS"),
      namespace: read.text("MENTORSHIP_TEMPORAL_NAMESPACE", { fallback: "default" }),
    },
    auth: authConfig(read, service, environment),
    peers: Object.fromEntries(
      peers.map((peer) => [peer, read.url(`MENTORSHIP_${peer.toUpperCase()}_URL`, ["http", "https"])]),
    ) as Record<Peer, string>,
  };
}

function authConfig(read: Reader, service: string, environment: AuthConfig["environment"]): AuthConfig {
  if (read.has("MENTORSHIP_JWKS_FILE") === read.has("MENTORSHIP_JWKS_URL")) {
    read.problem("exactly one of MENTORSHIP_JWKS_FILE and MENTORSHIP_JWKS_URL must be set");
  }
  return {
    service,
    environment,
    issuer: read.text("MENTORSHIP_JWT_ISSUER"),
    audience: read.text("MENTORSHIP_JWT_AUDIENCE"),
    platformKeys: read.has("MENTORSHIP_JWKS_URL")
      ? { url: read.url("MENTORSHIP_JWKS_URL", environment === "production" ? ["https"] : ["http", "https"]) }
      : { file: read.has("MENTORSHIP_JWKS_FILE") ? read.file("MENTORSHIP_JWKS_FILE") : "" },
    internalKeysFile: read.file("MENTORSHIP_INTERNAL_JWKS_FILE"),
    internalKeyFile: read.file("MENTORSHIP_INTERNAL_KEY_FILE"),
  };
}
