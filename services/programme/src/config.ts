import { configOf, type Env, type ServiceConfig, serviceConfig } from "@mentorship/shared/config";
import { platformServices, type ServiceName } from "./domain/platform.ts";

export type ProgrammeConfig = ServiceConfig<ServiceName>;

/** The configuration of a process of this service. Throws ConfigError with all problems at once. */
export const toConfig = (env: Env): ProgrammeConfig =>
  configOf(env, (read) => serviceConfig(read, "programme", platformServices));
