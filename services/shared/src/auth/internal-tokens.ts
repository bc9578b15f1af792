import { readFile } from "node:fs/promises";
import { importJWK, type JWK, SignJWT } from "jose";
import type { AuthConfig } from "../config/index.ts";
import { internalIssuer } from "./verify-token.ts";

/** Signs what this service calls its siblings with. `tokenFor` gives a token of role `internal` for one tenant. */
export interface InternalTokens {
  readonly tokenFor: (tenantId: string) => Promise<string>;
}

const lifeSeconds = 5 * 60;
const renewBeforeMs = 60_000;
const remembered = 10_000;

/** Tokens signed with this service's own key; one per tenant is kept until a minute before it expires. */
export async function createInternalTokens(config: AuthConfig): Promise<InternalTokens> {
  const jwk = await readPrivateKey(config.internalKeyFile);
  const key = await importJWK(jwk, "ES256");
  const kept = new Map<string, { token: Promise<string>; renewAt: number }>();
  const sign = (tenantId: string) =>
    new SignJWT({ tenant: tenantId, roles: ["internal"] })
      .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: jwk.kid })
      .setIssuer(internalIssuer)
      .setAudience(config.audience)
      .setSubject(config.service)
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds}s`)
      .sign(key);
  return {
    tokenFor: (tenantId) => {
      const known = kept.get(tenantId);
      if (known && known.renewAt > Date.now()) return known.token;
      if (!known && kept.size >= remembered) kept.clear();
      const token = sign(tenantId);
      kept.set(tenantId, { token, renewAt: Date.now() + lifeSeconds * 1000 - renewBeforeMs });
      return token;
    },
  };
}

/** The private key of a file. Throws Error with a sentence that names the file. */
export async function readPrivateKey(file: string): Promise<JWK & { kid: string }> {
  try {
    const jwk = JSON.parse(await readFile(file, "utf8")) as JWK;
    if (typeof jwk.kid === "string" && typeof jwk.d === "string") return { ...jwk, kid: jwk.kid };
  } catch (cause) {
    throw new Error(`the private key ${file} can't be read`, { cause });
  }
  throw new Error(`the file ${file} holds no private key with a key id`);
}
