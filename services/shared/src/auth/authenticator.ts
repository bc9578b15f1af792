import type { AuthConfig } from "../config/index.ts";
import { keysFromFile, keysFromUrl } from "./key-source.ts";
import { type Principal, unauthenticated } from "./principal.ts";
import { toleranceSeconds, verifyToken } from "./verify-token.ts";

/** Turns the `authorization` header of a call into who makes it. Throws UNAUTHENTICATED. */
export interface Authenticator {
  authenticate(authorization: string | null): Promise<Principal>;
}

/** So many verified tokens are remembered; the one used longest ago makes room. */
const remembered = 10_000;

/** An authenticator over the configured keys. A token that was verified once is trusted until it expires. */
export async function createAuthenticator(config: AuthConfig): Promise<Authenticator> {
  const { platformKeys } = config;
  const trusted = {
    issuer: config.issuer,
    audience: config.audience,
    platformKeys: "file" in platformKeys ? await keysFromFile(platformKeys.file) : keysFromUrl(platformKeys.url),
    internalKeys: await keysFromFile(config.internalKeysFile),
    refuseDevelopmentKeys: config.environment === "production",
  };
  const verified = new Map<string, Principal>();
  return {
    authenticate: async (authorization) => {
      const token = bearerToken(authorization);
      const known = verified.get(token);
      if (known) {
        verified.delete(token);
        if (known.expiresAt + toleranceSeconds * 1000 <= Date.now()) throw unauthenticated("the token has expired");
        verified.set(token, known);
        return known;
      }
      const principal = await verifyToken(trusted, token);
      const oldest = verified.size >= remembered ? verified.keys().next().value : undefined;
      if (oldest !== undefined) verified.delete(oldest);
      verified.set(token, principal);
      return principal;
    },
  };
}

function bearerToken(authorization: string | null): string {
  if (authorization === null) throw unauthenticated("the call carries no bearer token");
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > 8192)
    throw unauthenticated("the authorization header holds no bearer token");
  return token;
}
