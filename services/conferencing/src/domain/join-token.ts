import { createHmac, timingSafeEqual } from "node:crypto";

/** A server key for join tokens. New tokens are made with the newest; older ones are still accepted. */
export interface JoinKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** What a join token says: who may join what. Raising a person's generation for a session revokes the tokens before. */
export interface JoinClaim {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly personId: string;
  readonly generation: number;
}

/**
 * A token that is made anew whenever it is asked for and stored nowhere. `keys` has the newest first; throws Error when it is empty.
 */
export function makeJoinToken(keys: readonly JoinKey[], claim: JoinClaim): string {
  const [key] = keys;
  if (!key) throw new Error("there is no key for join tokens");
  const body = Buffer.from(
    JSON.stringify([key.id, claim.tenantId, claim.sessionId, claim.personId, claim.generation]),
  ).toString("base64url");
  return `${body}.${sign(key, body)}`;
}

/** What a token says, or null when it was not made with one of the keys. Compares in constant time. */
export function readJoinToken(keys: readonly JoinKey[], token: string): JoinClaim | null {
  const [body = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || token.length > 1_000) return null;
  const parts = partsOf(body);
  const key = keys.find(({ id }) => id === parts[0]);
  if (!key || !equal(sign(key, body), signature)) return null;
  const [, tenantId, sessionId, personId, generation] = parts;
  return {
    tenantId: String(tenantId),
    sessionId: String(sessionId),
    personId: String(personId),
    generation: Number(generation),
  };
}

const sign = (key: JoinKey, body: string): string =>
  createHmac("sha256", key.secret).update("mentorship join ").update(body).digest("base64url");

function equal(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function partsOf(body: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
