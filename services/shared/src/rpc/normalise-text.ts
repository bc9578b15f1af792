import {
  type DescField,
  type DescMessage,
  getOption,
  type Message,
  type MessageShape,
  ScalarType,
} from "@bufbuild/protobuf";
import { field as fieldRules, Ignore } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import type { Violation } from "../errors/index.ts";

type Fields = Record<string, unknown>;
type Visit = (message: Fields, path: string, violations: Violation[]) => void;

/**
 * Brings every text of a message to Unicode NFC without white space at its ends, in place, so that limits, hashes and comparisons all
 * see the same text. Returns a violation for each text that no store can hold, with U+0000 or half a surrogate pair, and for each time
 * and length that is outside what its type allows. Rows whose rules the contract leaves to whoever takes them are not blamed here:
 * `createRowRules` does that row by row.
 */
export function normaliseText<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Violation[] {
  const violations: Violation[] = [];
  visitorOf(schema)(message as Message as unknown as Fields, "", violations);
  return violations;
}

/** What to visit in messages of a type, worked out once per type. */
const visitors = new WeakMap<DescMessage, Visit>();

function visitorOf(schema: DescMessage): Visit {
  const known = visitors.get(schema);
  if (known) return known;
  const steps: Visit[] = [];
  visitors.set(schema, (message, path, violations) => {
    for (const step of steps) step(message, path, violations);
  });
  for (const field of schema.fields) {
    const change = changeOf(field);
    if (change) steps.push(stepOf(field, change));
  }
  return visitors.get(schema) as Visit;
}

/** How one value of a field changes; undefined when it can't hold text. */
type Change = (value: unknown, path: string, violations: Violation[]) => unknown;

function changeOf(field: DescField): Change | undefined {
  switch (field.fieldKind) {
    case "scalar":
      return field.scalar === ScalarType.STRING ? cleanText : undefined;
    case "message":
      return changeOfMessage(field.message);
    case "list":
      return field.listKind === "message"
        ? each(isCheckedByRow(field) ? unblamed(changeOfMessage(field.message)) : changeOfMessage(field.message))
        : field.listKind === "scalar" && field.scalar === ScalarType.STRING
          ? each(cleanText)
          : undefined;
    case "map":
      return entries(
        field.mapKey === ScalarType.STRING,
        field.mapKind === "message"
          ? changeOfMessage(field.message)
          : field.mapKind === "scalar" && field.scalar === ScalarType.STRING
            ? cleanText
            : undefined,
      );
    default:
      return undefined;
  }
}

function changeOfMessage(schema: DescMessage): Change {
  // The library holds these two as plain values instead of messages.
  if (schema.typeName === "google.protobuf.StringValue")
    return (value, path, violations) => (typeof value === "string" ? cleanText(value, path, violations) : value);
  if (schema.typeName === "google.protobuf.Struct") return cleanJson;
  if (schema.typeName === "google.protobuf.Timestamp") return soundTime;
  if (schema.typeName === "google.protobuf.Duration") return soundLength;
  return (value, path, violations) => {
    if (typeof value === "object" && value !== null) visitorOf(schema)(value as Fields, path, violations);
    return value;
  };
}

function stepOf(field: DescField, change: Change): Visit {
  const { oneof, localName, name } = field;
  if (!oneof) {
    return (message, path, violations) => {
      const value = message[localName];
      if (value !== undefined) message[localName] = change(value, join(path, name), violations);
    };
  }
  return (message, path, violations) => {
    const chosen = message[oneof.localName] as { case?: string; value?: unknown };
    if (chosen.case === localName) chosen.value = change(chosen.value, join(path, name), violations);
  };
}

const each = (change: Change | undefined): Change | undefined =>
  change &&
  ((value, path, violations) => {
    const list = value as unknown[];
    for (let index = 0; index < list.length; index++)
      list[index] = change(list[index], `${path}[${index}]`, violations);
    return list;
  });

/** Whether the contract has the rows of a list refused one by one: their rules are always ignored for the message. */
function isCheckedByRow(field: DescField): boolean {
  const { type } = getOption(field, fieldRules);
  return type.case === "repeated" && type.value.items?.ignore === Ignore.ALWAYS;
}

const unblamed =
  (change: Change): Change =>
  (value, path) =>
    change(value, path, []);

function entries(textKeys: boolean, change: Change | undefined): Change | undefined {
  if (!textKeys && !change) return undefined;
  return (value, path, violations) =>
    Object.fromEntries(
      Object.entries(value as Fields).map(([key, entry]) => {
        const at = `${path}[${JSON.stringify(key)}]`;
        return [textKeys ? cleanText(key, at, violations) : key, change ? change(entry, at, violations) : entry];
      }),
    );
}

const cleanJson: Change = (value, path, violations) => {
  if (typeof value === "string") return cleanText(value, path, violations);
  if (Array.isArray(value)) return value.map((item, index) => cleanJson(item, `${path}[${index}]`, violations));
  if (typeof value !== "object" || value === null) return value;
  return entries(true, cleanJson)?.(value, path, violations);
};

interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

const billion = 1_000_000_000;

// From year 1 to 9999, and ten thousand years either way: what the two types are defined for.
const soundTime: Change = (value, path, violations) => {
  const { seconds, nanos } = value as SecondsAndNanos;
  if (nanos < 0 || nanos >= billion || seconds < -62_135_596_800n || seconds > 253_402_300_799n) {
    violations.push({
      field: path,
      description: "must be a time from year 1 to 9999, with nanoseconds from 0 to 999,999,999",
    });
  }
  return value;
};

const soundLength: Change = (value, path, violations) => {
  const { seconds, nanos } = value as SecondsAndNanos;
  const sameSign = (seconds >= 0n || nanos <= 0) && (seconds <= 0n || nanos >= 0);
  if (!sameSign || Math.abs(nanos) >= billion || seconds < -315_576_000_000n || seconds > 315_576_000_000n) {
    violations.push({
      field: path,
      description: "must be a length of at most 10,000 years, its nanoseconds below one second",
    });
  }
  return value;
};

function cleanText(value: unknown, path: string, violations: Violation[]): string {
  const text = value as string;
  if (/[\0\p{Surrogate}]/u.test(text)) {
    violations.push({ field: path, description: "must not contain U+0000 or half a surrogate pair" });
  }
  return text.normalize("NFC").trim();
}

const join = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);
