import type { Actor, RoleName } from "../call/index.ts";
import { DomainError } from "../errors/index.ts";

/** Who a verified token stands for. `expiresAt` is its expiry in milliseconds since 1970. */
export interface Principal {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly expiresAt: number;
}

/** The roles that the platform may give. `internal` is given by nobody: services sign it for each other. */
export const platformRoles: readonly RoleName[] = ["admin", "mentor", "mentee", "service"];

/** A token that is not accepted: UNAUTHENTICATED, with the reason in words that give nothing of the token away. */
export const unauthenticated = (why: string, cause?: unknown): DomainError =>
  new DomainError("UNAUTHENTICATED", why, {}, cause === undefined ? {} : { cause });

/** The principal that a verified set of claims describes. Throws UNAUTHENTICATED when a claim is not of the agreed shape. */
export function principalOf(claims: Readonly<Record<string, unknown>>, allowed: readonly RoleName[]): Principal {
  const id = textClaim(claims, "sub", 128);
  const tenantId = textClaim(claims, "tenant", 64);
  const roles = rolesClaim(claims.roles, allowed);
  const expiresAt = Number(claims.exp) * 1000;
  const kind = roles.includes("service") || roles.includes("internal") ? "service" : "person";
  return { tenantId, actor: { kind, id, roles, capabilities: capabilitiesClaim(claims.capabilities) }, expiresAt };
}

function textClaim(claims: Readonly<Record<string, unknown>>, name: string, limit: number): string {
  const value = claims[name];
  if (
    typeof value === "string" &&
    value !== "" &&
    value === value.trim() &&
    value.length <= limit &&
    !/\0/.test(value)
  ) {
    return value;
  }
  throw unauthenticated(`the token's claim ${name} is not one text of 1 to ${limit} characters`);
}

function rolesClaim(value: unknown, allowed: readonly RoleName[]): RoleName[] {
  if (!Array.isArray(value)) throw unauthenticated("the token's claim roles is not a list of roles");
  const unknown = value.find((role) => !allowed.includes(role as RoleName));
  if (unknown !== undefined) throw unauthenticated("the token's claim roles names a role that its issuer can't give");
  return [...new Set(value as RoleName[])];
}

function capabilitiesClaim(value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return [...new Set(value as string[])];
  throw unauthenticated("the token's claim capabilities is not a list of texts");
}
