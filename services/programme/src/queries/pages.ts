import type { Call } from "@mentorship/shared/call";
import { DomainError } from "@mentorship/shared/errors";
import { decodePageToken, encodePageToken } from "@mentorship/shared/paging";
import type { Place, Placed } from "../store/placed.ts";

/** What an order compares before the id. */
export type KeyKind = "time" | "time_or_none" | "text" | "number" | "none";

/** What a page token is bound to: the list with its filters and its order, and who asks. */
export const listQuery = (call: Call, list: string, filter: object): object => ({
  list,
  tenantId: call.tenantId,
  caller: call.actor.id,
  ...filter,
});

// A token is no signature: one that was made up must still hold values that the database can compare.
const storable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);
const isTime = (key: unknown): boolean => key instanceof Date && !Number.isNaN(key.getTime());
const sound: Readonly<Record<KeyKind, (key: unknown) => boolean>> = {
  time: isTime,
  time_or_none: (key) => key === null || isTime(key),
  text: (key) => typeof key === "string" && storable(key),
  number: (key) => Number.isInteger(key) && Math.abs(key as number) < 2 ** 31,
  none: (key) => key === null,
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The place that a token holds; undefined for the first page. Throws PAGE_TOKEN_INVALID, also for a token that was made up. */
export function placeOf(query: object, token: string, kind: KeyKind, ids: "uuid" | "text" = "uuid"): Place | undefined {
  const place = decodePageToken<Partial<Place> | null>(query, token);
  if (place === undefined) return undefined;
  const { key, id } = place ?? {};
  const soundId = typeof id === "string" && (ids === "uuid" ? uuid.test(id) : storable(id));
  if (soundId && sound[kind](key)) return { key: key as Place["key"], id };
  throw new DomainError("PAGE_TOKEN_INVALID", "the page token is not one of this query");
}

/** The page of `size` rows, and the token of the next one, empty where there is none. `found` holds a row more where there are more. */
export function pageOf<T>(
  query: object,
  found: readonly Placed<T>[],
  size: number,
): { page: T[]; nextPageToken: string } {
  const shown = found.slice(0, size);
  const last = shown.at(-1);
  return {
    page: shown.map(({ item }) => item),
    nextPageToken: found.length > size && last ? encodePageToken(query, last.place) : "",
  };
}
