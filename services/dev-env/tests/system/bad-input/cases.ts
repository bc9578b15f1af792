import { type DescMethod, type JsonObject, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { type Leaf, leavesOf, type Rules } from "./leaves.ts";
import { changed, placed, valueAt } from "./place.ts";
import { jsonBody, protoBody, type RawBody } from "./post-raw.ts";

/** A request that breaks one rule. `field`: whom the answer must blame; `""` where the whole message can't be read. */
export interface BadCase {
  readonly name: string;
  readonly body: RawBody;
  readonly field: string;
  /** Whether it may be refused for its size before anybody looks at its fields. */
  readonly huge?: boolean;
}

/** Whether a field that is left out, or empty, breaks a rule. `IGNORE_IF_ZERO_VALUE` is 1. */
export function mustHold({ rules, field, kind, steps }: Leaf): boolean {
  if (rules?.required === true) return true;
  if (kind !== "string" || rules?.ignore === 1 || field.oneof !== undefined || steps.at(-1)?.element) return false;
  return !field.proto.proto3Optional && emptyBreaks(rules);
}

/** Whether an empty text breaks a rule where it is given. */
function emptyBreaks(rules: Rules | undefined): boolean {
  const { minLen = 0n, wellKnown, pattern = "" } = rules?.type.value ?? {};
  return rules?.ignore !== 1 && (minLen > 0n || wellKnown?.case !== undefined || pattern !== "");
}

/** Every single-rule break of every field, in the form that can carry it. */
export function casesOf(method: DescMethod, request: JsonObject): BadCase[] {
  return leavesOf(method).flatMap((leaf) => {
    const json = (what: string, value: JsonValue, extra: Partial<BadCase> = {}): BadCase => ({
      name: `${leaf.path}: ${what}`,
      body: jsonBody(JSON.stringify(placed(request, leaf, value))),
      field: leaf.path,
      ...extra,
    });
    return [
      ...byKind[leaf.kind](leaf, json, (what, value) => unescaped(leaf, request, what, value)),
      ...inBinary(method, leaf, request),
    ];
  });
}

type InJson = (what: string, value: JsonValue, extra?: Partial<BadCase>) => BadCase;
type InText = (what: string, text: string) => BadCase;

/** JSON text with an escape that no value of JavaScript would be written as. */
function unescaped(leaf: Leaf, request: JsonObject, what: string, text: string): BadCase {
  const marked = JSON.stringify(placed(request, leaf, "<here>"));
  return { name: `${leaf.path}: ${what}`, body: jsonBody(marked.replace("<here>", text)), field: leaf.path };
}

const UNREADABLE = { field: "" } as const;

/** A text that the pattern does not match. */
function strangerTo(pattern: string): string {
  const found = ["!", "a b"].find((text) => !new RegExp(pattern, "u").test(text));
  if (found === undefined) throw new Error(`no text is known that ${pattern} refuses`);
  return found;
}

/** An element that its list takes as far as its type goes. */
function elementOf({ field }: Leaf): JsonValue {
  if (field.fieldKind !== "list") return null;
  if (field.listKind === "enum") return 1;
  if (field.listKind === "scalar") return "x";
  return field.message.typeName === "google.protobuf.Duration" ? "900s" : {};
}

const byKind: Readonly<Record<Leaf["kind"], (leaf: Leaf, json: InJson, text: InText) => BadCase[]>> = {
  string: (leaf, json, text) => {
    const { maxLen = 0n, wellKnown, pattern = "" } = leaf.rules?.type.value ?? {};
    const format = wellKnown?.case;
    return [
      json("with U+0000", "a\u0000b"),
      text("with half a surrogate pair", "a\\ud800b"),
      json("of 300 KiB", "x".repeat(300 * 1024), { huge: true }),
      json("a number", 7, UNREADABLE),
      ...(maxLen > 0n ? [json("one character too long", "x".repeat(Number(maxLen) + 1))] : []),
      ...(emptyBreaks(leaf.rules) ? [json("empty", ""), json("nothing but white space", " \t\u00a0")] : []),
      ...(format === "uuid"
        ? [json("no uuid", "not-a-uuid"), json("a uuid and more", `${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}0`)]
        : []),
      ...(format === "uri" ? [json("no address", "::"), json("an address that runs code", "javascript:alert(1)")] : []),
      ...(format === "email" ? [json("no e-mail address", "nobody")] : []),
      ...(pattern !== "" && format === undefined ? [json("of another form", strangerTo(pattern))] : []),
    ];
  },
  enum: (leaf, json) => {
    const zeroRefused = leaf.rules?.type.value?.notIn?.includes(0) || (leaf.rules?.type.value?.in?.length ?? 0) > 0;
    return [
      json("an unknown number", 77),
      json("an unknown name", "NO_SUCH_NAME"),
      json("an empty name", ""),
      ...(zeroRefused ? [json("unspecified", 0)] : []),
    ];
  },
  integer: (leaf, json) => {
    const { greaterThan, lessThan } = leaf.rules?.type.value ?? {};
    const least = greaterThan?.case === undefined ? undefined : Number(greaterThan.value);
    const most = lessThan?.case === undefined ? undefined : Number(lessThan.value);
    return [
      ...(least === undefined ? [] : [json("too small", least - 1), json("far too small", -2_147_483_648)]),
      ...(most === undefined ? [] : [json("too large", most + 1)]),
      json("more than its type holds", "99999999999999999999", UNREADABLE),
      json("a fraction", 1.5, UNREADABLE),
      json("a text", "seven", UNREADABLE),
    ];
  },
  bool: (_, json) => [json("a text", "yes", UNREADABLE)],
  timestamp: (_, json) => [
    json("the 30th of February", "2026-02-30T00:00:00Z"),
    json("the 31st of April", "2026-04-31T10:00:00Z"),
    json("hour 24", "2026-04-30T24:00:00Z"),
    json("the year 10000", "10000-01-01T00:00:00Z", UNREADABLE),
    json("no time", "tomorrow", UNREADABLE),
    json("a number", 1_767_225_600, UNREADABLE),
  ],
  duration: (_, json) => [json("no length", "an hour", UNREADABLE), json("a number", 60, UNREADABLE)],
  list: (leaf, json) => {
    const { minItems = 0n, maxItems = 0n, unique = false } = leaf.rules?.type.value ?? {};
    return [
      ...(minItems > 0n ? [json("empty", [])] : []),
      ...(maxItems > 0n && maxItems <= 1000n
        ? [
            json(
              "one element too many",
              Array.from({ length: Number(maxItems) + 1 }, () => elementOf(leaf)),
              { huge: true },
            ),
          ]
        : []),
      ...(unique ? [json("with one element twice", [elementOf(leaf), elementOf(leaf)])] : []),
      json("no list", "x", UNREADABLE),
      json("with nothing in it", [null], UNREADABLE),
    ];
  },
};

const SAMPLE: Partial<Record<Leaf["kind"], JsonValue>> = {
  timestamp: "2030-01-01T00:00:00Z",
  duration: "900s",
};

const YEAR_10000 = 253_402_300_800n;

const SECONDS: Partial<Record<Leaf["kind"], readonly [string, { seconds?: bigint; nanos?: number }][]>> = {
  timestamp: [
    ["the year 10000", { seconds: YEAR_10000 }],
    ["the year 2300", { seconds: 10_413_792_000n }],
    ["before 1970", { seconds: -1n }],
    ["far before all time", { seconds: -9_223_372_036_854_775_808n }],
    ["after all time", { seconds: 9_223_372_036_854_775_807n }],
    ["too many nanoseconds", { nanos: 1_000_000_000 }],
    ["negative nanoseconds", { nanos: -1 }],
  ],
  duration: [
    ["negative", { seconds: -60n }],
    ["longer than all time", { seconds: 9_223_372_036_854_775_807n }],
    ["too many nanoseconds", { nanos: 1_000_000_000 }],
    ["of two signs", { nanos: -1 }],
  ],
};

/** What JSON has no words for. */
function inBinary(method: DescMethod, leaf: Leaf, request: JsonObject): BadCase[] {
  const binary = (what: string, base: JsonObject, change: Parameters<typeof changed>[3]): BadCase => ({
    name: `${leaf.path}: ${what}, in binary`,
    body: protoBody(toBinary(method.input, changed(method, base, leaf, change))),
    field: leaf.path,
  });
  const sample = SAMPLE[leaf.kind];
  if (sample !== undefined) {
    const base = placed(request, leaf, sample);
    return (SECONDS[leaf.kind] ?? []).map(([what, parts]) =>
      binary(what, base, (holder, name) => Object.assign(holder[name] as object, parts)),
    );
  }
  if (leaf.kind !== "enum") return [];
  const value = valueAt(request, leaf) ?? 0;
  const base = placed(request, leaf, value);
  return [binary("an unknown number", base, (holder, name) => (holder[name] = 77))];
}
