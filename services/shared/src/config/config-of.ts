import { ConfigError } from "./config-error.ts";
import { createReader, type Reader } from "./reader.ts";
import type { Env } from "./read-env.ts";

/** Builds a configuration from an environment. Throws ConfigError with everything that is wrong, not only the first. */
export function configOf<T>(env: Env, build: (read: Reader) => T): T {
  const problems: string[] = [];
  const config = build(createReader(env, problems));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
