import { importJWK, type JWK, SignJWT } from "jose";

export const ISSUER = "mentorship-development";
export const AUDIENCE = "mentorship";

export type Role = "admin" | "mentor" | "mentee" | "service";

/** What a platform token says. `ttl` is in seconds, 15 minutes when unset, which is also the most a service accepts. */
export interface TokenClaims {
  tenant: string;
  sub: string;
  roles?: readonly Role[];
  capabilities?: readonly string[];
  ttl?: number;
}

/** Signs a token as the platform's identity provider would, with the development key. */
export async function issueToken(key: JWK, claims: TokenClaims): Promise<string> {
  const { tenant, sub, roles = [], capabilities = [], ttl = 15 * 60 } = claims;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ tenant, roles: [...roles], capabilities: [...capabilities] })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: key.kid ?? "" })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(sub)
    .setIssuedAt(now)
    .setExpirationTime(now + ttl)
    .sign(await importJWK(key, "ES256"));
}
