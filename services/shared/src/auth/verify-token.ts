import { decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { developmentPrefix } from "./key-source.ts";
import { platformRoles, type Principal, principalOf, unauthenticated } from "./principal.ts";

/** The issuer of the tokens that services sign for each other. */
export const internalIssuer = "mentorship-internal";

/** The longest life of a token, and by how much clocks may differ, in seconds. */
export const maxLifeSeconds = 15 * 60;
export const toleranceSeconds = 5;

const algorithms = ["ES256", "EdDSA", "RS256"] as const;
const requiredClaims = ["iss", "aud", "sub", "tenant", "roles", "iat", "exp"];

/** What tokens are checked against. `refuseDevelopmentKeys` is set in production. */
export interface TrustedKeys {
  readonly issuer: string;
  readonly audience: string;
  readonly platformKeys: JWTVerifyGetKey;
  readonly internalKeys: JWTVerifyGetKey;
  readonly refuseDevelopmentKeys: boolean;
}

/** Checks a token whole: signature, algorithm, type, issuer, audience, times, claims. Throws UNAUTHENTICATED. */
export async function verifyToken(trusted: TrustedKeys, token: string): Promise<Principal> {
  const internal = claimedIssuer(token) === internalIssuer;
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      internal ? trusted.internalKeys : trusted.platformKeys,
      {
        algorithms: [...algorithms],
        issuer: internal ? internalIssuer : trusted.issuer,
        audience: trusted.audience,
        typ: "JWT",
        clockTolerance: toleranceSeconds,
        maxTokenAge: maxLifeSeconds,
        requiredClaims,
      },
    );
    const keyId = protectedHeader.kid ?? "";
    if (trusted.refuseDevelopmentKeys && keyId.startsWith(developmentPrefix)) {
      throw unauthenticated("the token is signed by a key made for development");
    }
    // The library bounds the age, not the life: a token issued now that expires next year would pass it.
    if (Number(payload.exp) - Number(payload.iat) > maxLifeSeconds) {
      throw unauthenticated(`the token lives longer than ${maxLifeSeconds / 60} minutes`);
    }
    const principal = principalOf(payload, internal ? ["internal"] : platformRoles);
    if (internal && !signedByItself(keyId, principal.actor.id)) {
      throw unauthenticated("the token is signed by another service than the one it names");
    }
    return principal;
  } catch (error) {
    throw error instanceof errors.JOSEError ? unauthenticated(plainReason(error), error) : error;
  }
}

/** Key ids of services are `internal-<service>`, with the development prefix before it where it applies. */
export const internalKeyId = (service: string): string => `internal-${service}`;

const signedByItself = (keyId: string, service: string) =>
  keyId === internalKeyId(service) || keyId === developmentPrefix + internalKeyId(service);

function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch (error) {
    throw unauthenticated("the bearer token is not a JSON Web Token", error);
  }
}

function plainReason(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) return `the token's claim ${error.claim} is not accepted here`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "the token's algorithm is not accepted here";
  return "the token is not signed by a key that is trusted here";
}
