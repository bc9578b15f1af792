import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import type { AuthConfig } from "../../src/config/index.ts";

/** Keys of a platform and of one service, in files of their own folder, and tokens signed with them. */
export interface Keys {
  readonly auth: AuthConfig;
  readonly platform: JWK;
  readonly internal: JWK;
  /** A token as the platform gives it; `claims` and `header` replace parts, undefined takes a claim away. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>, key?: JWK): Promise<string>;
  remove(): Promise<void>;
}

export async function makeKeys(options: { readonly kid?: string; readonly service?: string } = {}): Promise<Keys> {
  const service = options.service ?? "matching";
  const folder = await mkdtemp(join(tmpdir(), "rpc-keys-"));
  const platform = await keyPair(options.kid ?? "platform-1");
  const internal = await keyPair(`internal-${service}`);
  const files = {
    platform: join(folder, "jwks.json"),
    internal: join(folder, "internal.json"),
    own: join(folder, "own.json"),
  };
  await writeFile(files.platform, JSON.stringify({ keys: [publicPart(platform)] }));
  await writeFile(files.internal, JSON.stringify({ keys: [publicPart(internal)] }));
  await writeFile(files.own, JSON.stringify(internal));
  const auth: AuthConfig = {
    service,
    environment: "development",
    issuer: "platform",
    audience: "mentorship",
    platformKeys: { file: files.platform },
    internalKeysFile: files.internal,
    internalKeyFile: files.own,
  };
  return {
    auth,
    platform,
    internal,
    token: (claims = {}, header = {}, key = platform) => sign(key, claims, header),
    remove: () => rm(folder, { recursive: true }),
  };
}

export async function keyPair(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: "ES256", use: "sig" };
}

const publicPart = ({ d: _secret, ...open }: JWK) => open;

async function sign(key: JWK, claims: Record<string, unknown>, header: Record<string, unknown>): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    iss: "platform",
    aud: "mentorship",
    sub: "person-1",
    tenant: "tenant-1",
    roles: ["admin"],
    iat: now,
    exp: now + 600,
    ...claims,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as JWTPayload;
  return new SignJWT(given)
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: key.kid ?? "", ...header })
    .sign(await importJWK(key, "ES256"));
}
