/**
 * JSON that is the same for the same facts: keys sorted, no spaces, absent fields left out, a Date as its UTC text, a bigint as its
 * digits. Throws for what JSON can't say.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return JSON.stringify(String(value));
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const parts = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`);
    return `{${parts.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isFinite(value))
    throw new TypeError("JSON can't hold a number that is not finite");
  if (typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`JSON can't hold a ${typeof value}`);
  return JSON.stringify(value);
}
