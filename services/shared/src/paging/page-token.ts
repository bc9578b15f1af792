import { createHash } from "node:crypto";
import { DomainError } from "../errors/index.ts";
import { canonicalJson, decodeOutcome, encodeOutcome } from "../postgres/index.ts";

/** The page size to use: what was asked for, `unset` when 0 was, `most` at most. */
export function pageSize(asked: number, unset = 50, most = 200): number {
  return asked === 0 ? unset : Math.min(asked, most);
}

/**
 * The token of the page after `cursor`, which is the last row's keyset: plain data, Dates and bigints allowed. `query` is all that
 * decides which rows there are: filters, order, and the caller where they matter.
 */
export function encodePageToken(query: unknown, cursor: unknown): string {
  const position = encodeOutcome(cursor);
  return Buffer.from(JSON.stringify([sealOf(query, position), position])).toString("base64url");
}

/** The cursor that a token holds; undefined for the empty token, the first page. Throws PAGE_TOKEN_INVALID when it is not of this query. */
export function decodePageToken<T>(query: unknown, token: string): T | undefined {
  if (token === "") return undefined;
  const [seal, position] = partsOf(token);
  if (typeof position !== "string" || seal !== sealOf(query, position)) throw notOfThisQuery();
  return decodeOutcome(position) as T;
}

function partsOf(token: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

// Binds the position to its query and catches altered bytes. It is no signature: what a caller may see is decided by the query itself.
function sealOf(query: unknown, position: string): string {
  return createHash("sha256")
    .update(canonicalJson(query))
    .update("\n")
    .update(position)
    .digest("base64url")
    .slice(0, 16);
}

const notOfThisQuery = (): DomainError =>
  new DomainError(
    "PAGE_TOKEN_INVALID",
    "the page token is not one of this query: send the filters that it was given for",
  );
