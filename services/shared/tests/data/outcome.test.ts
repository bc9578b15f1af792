import { describe, expect, test } from "@jest/globals";
import { canonicalJson, decodeOutcome, encodeOutcome } from "../../src/postgres/index.ts";

describe("an outcome comes back as it was", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["text", '"quoted" \\ \u{1f600} ~'],
    ["numbers", [0, -1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ["a bigint beyond numbers", 12345678901234567890n],
    ["a date", new Date("2026-03-29T01:30:00.123Z")],
    ["bytes", new Uint8Array([0, 1, 255])],
    [
      "a map and a set",
      {
        map: new Map<unknown, unknown>([
          ["a", new Date(0)],
          [1n, undefined],
        ]),
        set: new Set([1, "1"]),
      },
    ],
    ["nested rows", { rows: [{ id: "a", at: new Date(1), version: 3n, none: undefined, list: [null, undefined] }] }],
    ["an object that looks like the codec's own", { "~": "date", value: 5, inner: { "~": 1 } }],
    ["empty objects", [{}, [], ""]],
  ])("%s", (_what, value) => {
    expect(decodeOutcome(encodeOutcome(value))).toStrictEqual(value);
  });

  test("a function can't be stored, and says so", () => {
    expect(() => encodeOutcome({ act: () => 1 })).toThrow("can't hold a function");
  });
});

describe("canonical JSON", () => {
  test("is the same whatever the order of the keys", () => {
    expect(canonicalJson({ b: 1, a: { d: [2, 1], c: null } })).toBe(canonicalJson({ a: { c: null, d: [2, 1] }, b: 1 }));
  });

  test("leaves out absent fields, and says dates and bigints as text", () => {
    const text = canonicalJson({ gone: undefined, at: new Date(0), big: 2n ** 60n, list: [undefined, 1] });
    expect(text).toBe('{"at":"1970-01-01T00:00:00.000Z","big":"1152921504606846976","list":[null,1]}');
  });

  test("tells different facts apart", () => {
    const texts = [{ a: 1 }, { a: "1" }, { a: [1] }, { a: { b: 1 } }, { a: null }, {}].map(canonicalJson);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test("refuses a number that JSON can't say", () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow("not finite");
  });
});
