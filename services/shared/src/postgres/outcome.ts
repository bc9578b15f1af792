// Plain data is kept as JSON; what JSON lacks stands in an object with this one key, and an object that has the key is wrapped.
const tag = "~";

/** A command's outcome as text. Keeps Date, bigint, undefined, bytes, and numbers that JSON lacks; functions and cycles are refused. */
export function encodeOutcome(value: unknown): string {
  return JSON.stringify(wrap(value));
}

/** The outcome that `encodeOutcome` was given. */
export function decodeOutcome(text: string): unknown {
  return unwrap(JSON.parse(text));
}

function wrap(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : { [tag]: "number", value: String(value) };
  if (value === undefined) return { [tag]: "undefined" };
  if (typeof value === "bigint") return { [tag]: "bigint", value: String(value) };
  if (value instanceof Date) return { [tag]: "date", value: value.getTime() };
  if (value instanceof Uint8Array) return { [tag]: "bytes", value: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(wrap);
  if (value instanceof Map) return { [tag]: "map", value: [...value].map(wrap) };
  if (value instanceof Set) return { [tag]: "set", value: [...value].map(wrap) };
  if (typeof value === "object") {
    const plain = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wrap(each)]));
    return tag in plain ? { [tag]: "object", value: plain } : plain;
  }
  throw new TypeError(`an outcome can't hold a ${typeof value}`);
}

function unwrap(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(unwrap);
  const { [tag]: kind, value: inner } = value as Record<string, unknown>;
  switch (kind) {
    case undefined:
      return unwrapObject(value);
    case "undefined":
      return undefined;
    case "number":
      return Number(inner);
    case "bigint":
      return BigInt(inner as string);
    case "date":
      return new Date(inner as number);
    case "bytes":
      return new Uint8Array(Buffer.from(inner as string, "base64"));
    case "map":
      return new Map(unwrap(inner) as [unknown, unknown][]);
    case "set":
      return new Set(unwrap(inner) as unknown[]);
    default:
      return unwrapObject(inner as object);
  }
}

const unwrapObject = (value: object): object =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unwrap(each)]));
