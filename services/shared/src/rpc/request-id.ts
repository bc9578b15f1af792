import { randomUUID } from "node:crypto";

/** The header that carries the id of a request in both directions. */
export const requestIdHeader = "x-request-id";

/** The caller's request id when it has 1 to 64 printable characters of ASCII without spaces, else a new one. */
export function acceptRequestId(given: string | null): string {
  return given !== null && /^[\x21-\x7e]{1,64}$/.test(given) ? given : randomUUID();
}
