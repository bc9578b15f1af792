import { DomainError } from "@mentorship/shared/errors";
import { decodePageToken, encodePageToken } from "@mentorship/shared/paging";

/** Where a page of a list that is newest first begins: behind the last one of the page before. */
export interface NewestFirst {
  readonly createdAt: Date;
  readonly id: string;
}

/** The place that a token holds; undefined for the first page. Throws PAGE_TOKEN_INVALID, also for a token that was made up. */
export function placeOf(query: object, token: string): NewestFirst | undefined {
  const place = decodePageToken<Partial<NewestFirst>>(query, token);
  if (place === undefined) return undefined;
  const { createdAt, id } = place;
  const sound = createdAt instanceof Date && !Number.isNaN(createdAt.getTime()) && /^[0-9a-f-]{36}$/.test(String(id));
  if (sound && typeof id === "string") return { createdAt, id };
  throw new DomainError("PAGE_TOKEN_INVALID", "the page token is not one of this query");
}

/** The token of the page after `last`; empty where there is none. */
export const nextPageToken = (query: object, last: NewestFirst | undefined, more: boolean): string =>
  more && last ? encodePageToken(query, { createdAt: last.createdAt, id: last.id }) : "";
