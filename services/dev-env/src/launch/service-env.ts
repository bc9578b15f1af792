import { AUDIENCE, type DevelopmentKeys, ISSUER } from "../keys/index.ts";
import { databaseUrl } from "./database.ts";
import { places, SERVICES, type ServiceName } from "./places.ts";
import type { Ports } from "./ports.ts";

export interface ServiceEnvOptions {
  ports: Ports;
  adminUrl: string;
  database: string;
  password: string;
  natsUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  keys: DevelopmentKeys;
  drainSeconds: number;
  logLevel: string;
}

/** The whole environment of one service's process, beside what the machine gives every process. */
export function serviceEnv(service: ServiceName, options: ServiceEnvOptions): NodeJS.ProcessEnv {
  const { ports, keys, adminUrl, database, password } = options;
  return {
    MENTORSHIP_ENV: "development",
    MENTORSHIP_HOST: "127.0.0.1",
    MENTORSHIP_PORT: String(ports[service]),
    DATABASE_URL: databaseUrl(adminUrl, { database, role: `svc_${service}`, password }),
    NATS_URL: options.natsUrl,
    MENTORSHIP_STREAM_FILE: places().streamFile,
    TEMPORAL_ADDRESS: options.temporalAddress,
    MENTORSHIP_TEMPORAL_NAMESPACE: options.temporalNamespace,
    MENTORSHIP_JWT_ISSUER: ISSUER,
    MENTORSHIP_JWT_AUDIENCE: AUDIENCE,
    MENTORSHIP_JWKS_FILE: keys.jwksFile,
    MENTORSHIP_INTERNAL_JWKS_FILE: keys.internalJwksFile,
    MENTORSHIP_INTERNAL_KEY_FILE: keys.internalKeyFile(service),
    ...Object.fromEntries(
      SERVICES.map((other) => [`MENTORSHIP_${other.toUpperCase()}_URL`, `http://127.0.0.1:${ports[other]}`]),
    ),
    MENTORSHIP_PUBLIC_URL: `http://127.0.0.1:${ports.edge}`,
    ...(service === "conferencing" ? { MENTORSHIP_JOIN_KEYS_FILE: keys.joinKeysFile } : {}),
    MENTORSHIP_LOG_LEVEL: options.logLevel,
    MENTORSHIP_DRAIN_SECONDS: String(options.drainSeconds),
  };
}

/** What a service's process inherits: nothing that configures this platform, so that only `serviceEnv` decides. */
export function inheritedEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean =>
    name.startsWith("MENTORSHIP_") || ["DATABASE_URL", "NATS_URL", "TEMPORAL_ADDRESS", "NODE_OPTIONS"].includes(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}
