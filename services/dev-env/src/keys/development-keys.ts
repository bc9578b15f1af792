import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";

/** Begins the id of every key made here; a production configuration refuses keys with it. */
export const DEVELOPMENT_KID = "development-";

/** Full paths of the files that the services are configured with, and the key that signs tokens of the platform. */
export interface DevelopmentKeys {
  platformKey: JWK;
  jwksFile: string;
  internalJwksFile: string;
  internalKeyFile(service: string): string;
  joinKeysFile: string;
}

/**
 * The keys of one development platform, made under `dir` at the first call and the same ever after: one pair that
 * signs the platform's tokens, one pair per service for calls between them, and the secret of join links.
 */
export async function prepareKeys(dir: string, services: readonly string[]): Promise<DevelopmentKeys> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(dir, name);
  const platformKey = await keep(file("platform-key.json"), () => privateKey());
  const internalKeys = await Promise.all(
    services.map((service) => keep(file(`internal-${service}.json`), () => privateKey(`internal-${service}`))),
  );
  // Written afresh each time: what is public follows from what is private.
  await write(file("platform-jwks.json"), keySet([platformKey]));
  await write(file("internal-jwks.json"), keySet(internalKeys));
  await keep(file("join-keys.json"), async () => [
    { id: `${DEVELOPMENT_KID}1`, secret: randomBytes(32).toString("base64") },
  ]);
  return {
    platformKey,
    jwksFile: file("platform-jwks.json"),
    internalJwksFile: file("internal-jwks.json"),
    internalKeyFile: (service) => file(`internal-${service}.json`),
    joinKeysFile: file("join-keys.json"),
  };
}

/** The mark tells a production configuration, which refuses them, what these keys are. */
type DevelopmentJwk = JWK & { development: true };

async function privateKey(kid?: string): Promise<DevelopmentJwk> {
  const { privateKey: key } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(key);
  const id = kid ?? `${DEVELOPMENT_KID}${(await calculateJwkThumbprint(jwk)).slice(0, 12)}`;
  return { ...jwk, kid: id, alg: "ES256", use: "sig", development: true };
}

/** A JWKS document; the mark `development` stands on the document and on each key. */
function keySet(keys: readonly JWK[]): { development: true; keys: JWK[] } {
  return { development: true, keys: keys.map(({ d: _secret, ...open }) => open) };
}

async function keep<T>(path: string, make: () => Promise<T>): Promise<T> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as T;
  const made = await make();
  await write(path, made);
  return made;
}

/** Whole or not at all, and readable by its owner alone. */
async function write(path: string, content: unknown): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, path);
}
