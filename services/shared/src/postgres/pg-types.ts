import pg from "pg";

const { builtins } = pg.types;
const oid = { int8Array: 1016, textArray: 1009, dateArray: 1182, tstzrange: 3910, tstzrangeArray: 3911 } as const;

/** A half-open range of instants, `[start, end)`. An end is null where the range is unbounded. */
export interface InstantRange {
  readonly start: Date | null;
  readonly end: Date | null;
}

/** A range as Postgres takes it for a `tstzrange`. */
export function toRange(start: Date, end: Date): string {
  return `[${start.toISOString()},${end.toISOString()})`;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the integer ${text} does not fit a number without loss`);
  return value;
}

const instant = (text: string | undefined): Date | null =>
  text === undefined || text === "" || text.endsWith("infinity")
    ? null
    : (pg.types.getTypeParser(builtins.TIMESTAMPTZ)(text) as Date);

function parseRange(text: string): InstantRange | null {
  if (text === "empty") return null;
  const found = /^[[(](?:"([^"]*)"|([^",]*)),(?:"([^"]*)"|([^",)\]]*))[\])]$/.exec(text);
  if (!found) throw new Error("the database answered a range in an unknown form");
  return { start: instant(found[1] ?? found[2]), end: instant(found[3] ?? found[4]) };
}

const textArray = (text: string): (string | null)[] =>
  (pg.types.getTypeParser as (id: number) => (text: string) => (string | null)[])(oid.textArray)(text);
const arrayOf =
  <T>(parse: (text: string) => T) =>
  (text: string): (T | null)[] =>
    textArray(text).map((each) => (each === null ? null : parse(each)));

/**
 * How columns become values: `int8` a number (and an error beyond 2^53), `timestamptz` a Date, `tstzrange` an `InstantRange`
 * (null when empty), `date` its text. Given to each pool, so that nothing process-wide changes.
 */
export const pgTypes: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: "text" | "binary") => {
    if (format === "binary") return pg.types.getTypeParser(id as never, "binary");
    switch (id) {
      case builtins.INT8:
        return safeInteger;
      case oid.int8Array:
        return arrayOf(safeInteger);
      case builtins.DATE:
        return (text: string) => text;
      case oid.dateArray:
        return textArray;
      case oid.tstzrange:
        return parseRange;
      case oid.tstzrangeArray:
        return arrayOf(parseRange);
      default:
        return pg.types.getTypeParser(id as never, "text");
    }
  }) as pg.CustomTypesConfig["getTypeParser"],
};
