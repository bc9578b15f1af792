import { readFile } from "node:fs/promises";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from "jose";
import { DomainError } from "../errors/index.ts";

/** The start of the id of every key made for development. A production configuration refuses such keys wherever they stand. */
export const developmentPrefix = "development-";

/** Whether a key was made for development: by its id, or by the mark that development puts on all its keys. */
export const isDevelopmentKey = (key: JWK & { readonly development?: unknown }): boolean =>
  key.development === true || (key.kid ?? "").startsWith(developmentPrefix);

/** At most this often a file of keys is read again because a token names a key that is not in it. */
const rereadMs = 5000;

/** Reads a set of public keys. Throws Error with a sentence that names the file. */
export async function readKeySet(file: string): Promise<JSONWebKeySet> {
  const set = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as Partial<JSONWebKeySet>,
    (cause: unknown) => {
      throw new Error(`the key set ${file} can't be read`, { cause });
    },
  );
  if (!Array.isArray(set.keys) || set.keys.length === 0) throw new Error(`the key set ${file} holds no keys`);
  return { keys: set.keys };
}

/** Keys of a file; read again when a token names a key that it lacks, so that keys can be rolled over without a restart. */
export async function keysFromFile(file: string): Promise<JWTVerifyGetKey> {
  let keys = createLocalJWKSet(await readKeySet(file));
  let readAt = performance.now();
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || performance.now() - readAt < rereadMs) throw error;
      readAt = performance.now();
      keys = createLocalJWKSet(await readKeySet(file));
      return keys(header, token);
    }
  };
}

/** Keys of a URL, kept for ten minutes and asked for again when a token names an unknown key. Unreachable: UNAVAILABLE. */
export function keysFromUrl(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new DomainError(
        "UNAVAILABLE",
        "the keys that tokens are checked with can't be fetched at the moment",
        {},
        {
          retryAfterMs: 1000,
          cause: error,
        },
      );
    }
  };
}
