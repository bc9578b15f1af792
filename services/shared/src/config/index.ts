export { ConfigError } from "./config-error.ts";
export { configOf } from "./config-of.ts";
export { readEnv } from "./read-env.ts";
export type { Env } from "./read-env.ts";
export type { Reader, ReadOptions } from "./reader.ts";
export { serviceConfig } from "./service-config.ts";
export type { AuthConfig, LogLevel, ServiceConfig } from "./service-config.ts";
