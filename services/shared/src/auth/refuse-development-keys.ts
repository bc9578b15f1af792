import type { JSONWebKeySet } from "jose";
import type { AuthConfig } from "../config/index.ts";
import { ConfigError } from "../config/index.ts";
import { readPrivateKey } from "./internal-tokens.ts";
import { isDevelopmentKey, readKeySet } from "./key-source.ts";

/**
 * Refuses a production configuration that trusts or holds a key made for development: ConfigError, one sentence a key. Key sets behind
 * a URL that does not answer now are checked token by token later.
 */
export async function refuseDevelopmentKeys(config: AuthConfig): Promise<void> {
  if (config.environment !== "production") return;
  const { platformKeys } = config;
  const found = [
    ...keysOf(
      "file" in platformKeys ? await readKeySet(platformKeys.file) : await fetchKeySet(platformKeys.url),
      "the platform's key set",
    ),
    ...keysOf(await readKeySet(config.internalKeysFile), "the services' key set"),
    { key: await readPrivateKey(config.internalKeyFile), where: "this service's private key" },
  ];
  const problems = found
    .filter(({ key }) => isDevelopmentKey(key))
    .map(({ key, where }) => `${where} holds ${key.kid ?? "a key"}, made for development, which production refuses`);
  if (problems.length > 0) throw new ConfigError(problems);
}

const keysOf = (set: JSONWebKeySet, where: string) => set.keys.map((key) => ({ key, where }));

async function fetchKeySet(url: string): Promise<JSONWebKeySet> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    const set = (await answer.json()) as Partial<JSONWebKeySet>;
    return { keys: Array.isArray(set.keys) ? set.keys : [] };
  } catch {
    return { keys: [] };
  }
}
