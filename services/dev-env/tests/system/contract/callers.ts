import { generateKeyPair, exportJWK } from "jose";
import { createInternalTokens } from "@mentorship/shared/auth";
import { AUDIENCE, ISSUER, issueToken, type Role } from "../../../src/keys/index.ts";
import type { World } from "../../../src/testing/index.ts";

/** The roles of the matrix. `staff` has no role, only the capability to run the life of matches. */
export const ROLES = ["admin", "staff", "service", "mentor", "mentee"] as const;
export type CallerRole = (typeof ROLES)[number];

/** A platform token of one role. Tokens are kept: signing costs more than a call. */
export function createTokens(world: World): (tenant: string, role: CallerRole, sub: string) => Promise<string> {
  const kept = new Map<string, Promise<string>>();
  return (tenant, role, sub) => {
    const key = JSON.stringify([tenant, role, sub]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const token = world.token({
      tenant,
      sub,
      roles: role === "staff" ? [] : [role],
      capabilities: role === "staff" ? ["mentorship.match"] : [],
    });
    kept.set(key, token);
    return token;
  };
}

/** A token that `signer`, one of the five, signs for calls to its siblings; `service` is whom it says it is. */
export async function internalToken(
  world: World,
  tenant: string,
  { signer = "scheduling", service = signer }: { signer?: string; service?: string } = {},
): Promise<string> {
  const { keys } = world;
  const tokens = await createInternalTokens({
    service,
    environment: "development",
    issuer: ISSUER,
    audience: AUDIENCE,
    platformKeys: { file: keys.jwksFile },
    internalKeysFile: keys.internalJwksFile,
    internalKeyFile: keys.internalKeyFile(signer),
  });
  return tokens.tokenFor(tenant);
}

/** A token that ran out a minute ago. */
export const expiredToken = (world: World, tenant: string, roles: readonly Role[]): Promise<string> =>
  world.token({ tenant, sub: "admin", roles, ttl: -60 });

/** A token with every claim right, signed by a key that is nobody's. */
export async function forgedToken(world: World, tenant: string, roles: readonly Role[]): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: world.keys.platformKey.kid ?? "" };
  return issueToken(key, { tenant, sub: "admin", roles });
}
