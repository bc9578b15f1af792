import { configOf, type Env, type ServiceConfig, serviceConfig } from "@mentorship/shared/config";

export type MatchingConfig = ServiceConfig<"programme">;

/** The configuration of a process of this service. Throws ConfigError with all problems at once. */
export const toConfig = (env: Env): MatchingConfig =>
  configOf(env, (read) => serviceConfig(read, "matching", ["programme"]));
