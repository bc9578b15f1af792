import { describe, expect, test } from "@jest/globals";
import { DomainError } from "../../src/errors/index.ts";
import { decodePageToken, encodePageToken, pageSize } from "../../src/paging/index.ts";

const query = { programme: "p1", states: ["proposed"], caller: "ada" };
const cursor = { at: new Date("2026-03-29T01:30:00.123Z"), id: "m1", rank: 9007199254740993n };

const decoded = (token: string): unknown => {
  try {
    return decodePageToken(query, token);
  } catch (error) {
    return error instanceof DomainError && error.reason === "PAGE_TOKEN_INVALID" ? "refused" : error;
  }
};

describe("a page token", () => {
  test("gives back the cursor for the same query, whatever the order of its fields", () => {
    const token = encodePageToken(query, cursor);
    expect(decodePageToken({ caller: "ada", states: ["proposed"], programme: "p1" }, token)).toEqual(cursor);
    expect(token).toMatch(/^[\w-]+$/);
  });

  test("that is empty is the first page", () => {
    expect(decodePageToken(query, "")).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ["another filter", { ...query, states: ["accepted"] }],
    ["another caller", { ...query, caller: "bo" }],
    ["no filter", {}],
  ])("of another query is refused: %s", (_what, other) => {
    expect(() => decodePageToken(other, encodePageToken(query, cursor))).toThrow(
      expect.objectContaining({ reason: "PAGE_TOKEN_INVALID" }),
    );
  });

  test.each(["x", "%%%", "bnVsbA", "W10", "WyJhIl0", "eyJhIjoxfQ", "A".repeat(10_000)])(
    "that is none is refused: %s",
    (token) => {
      expect(() => decodePageToken(query, token)).toThrow(expect.objectContaining({ reason: "PAGE_TOKEN_INVALID" }));
    },
  );

  test("with any one character changed is refused or means the same", () => {
    const token = encodePageToken(query, cursor);
    for (let n = 0; n < token.length; n += 1) {
      const altered = `${token.slice(0, n)}${token[n] === "A" ? "B" : "A"}${token.slice(n + 1)}`;
      expect(["refused", cursor]).toContainEqual(decoded(altered));
    }
  });
});

test.each([
  [0, 50],
  [1, 1],
  [200, 200],
  [201, 200],
])("a page size of %d means %d rows", (asked, rows) => {
  expect(pageSize(asked)).toBe(rows);
});
