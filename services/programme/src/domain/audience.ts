import { invalid, type Violation } from "@mentorship/shared/errors";

/** Whom a programme is for. Null and empty parts let everybody in. */
export interface AudienceScope {
  readonly batchYearMin: number | null;
  readonly batchYearMax: number | null;
  readonly departments: readonly string[];
}

/** What of a person an audience looks at. Unset or empty: none. */
export interface Attributes {
  readonly batchYear?: number | null;
  readonly department?: string;
}

export type Axis = "batch_year" | "department";

export const everybody: AudienceScope = { batchYearMin: null, batchYearMax: null, departments: [] };

/** Whether a scope restricts nothing. */
export const isOpenToAll = (scope: AudienceScope): boolean =>
  scope.batchYearMin === null && scope.batchYearMax === null && scope.departments.length === 0;

/** The axes on which a person is outside. An axis that is restricted is failed by whoever has no value on it. */
export function axesOutside(scope: AudienceScope, person: Attributes): Axis[] {
  const { batchYearMin, batchYearMax, departments } = scope;
  const year = person.batchYear ?? null;
  const outside: Axis[] = [];
  const restrictsYear = batchYearMin !== null || batchYearMax !== null;
  const yearFits = year !== null && year >= (batchYearMin ?? -Infinity) && year <= (batchYearMax ?? Infinity);
  if (restrictsYear && !yearFits) outside.push("batch_year");
  if (departments.length > 0 && !departments.includes(person.department ?? "")) outside.push("department");
  return outside;
}

/** The scope as JSON text: the keys that restrict something, in the order of the contract. */
export function audienceToJson(scope: AudienceScope): string {
  return JSON.stringify({
    ...(scope.batchYearMin === null ? {} : { batch_year_min: scope.batchYearMin }),
    ...(scope.batchYearMax === null ? {} : { batch_year_max: scope.batchYearMax }),
    ...(scope.departments.length === 0 ? {} : { departments: scope.departments }),
  });
}

const field = "audience_scope_json";

/**
 * The scope of a JSON text, by the rules that the typed form has. Throws INVALID_ARGUMENT that names every key which is unknown or breaks
 * a rule, such as `audience_scope_json.batch_year`. An empty text lets everybody in.
 */
export function audienceFromJson(text: string): AudienceScope {
  if (text === "") return everybody;
  const given = objectOf(text);
  const violations: Violation[] = Object.keys(given)
    .filter((key) => !["batch_year_min", "batch_year_max", "departments"].includes(key))
    .map((key) => ({ field: `${field}.${key}`, description: "unknown key" }));
  const scope = {
    batchYearMin: yearOf(given, "batch_year_min", violations),
    batchYearMax: yearOf(given, "batch_year_max", violations),
    departments: departmentsOf(given.departments, violations),
  };
  if (scope.batchYearMin !== null && scope.batchYearMax !== null && scope.batchYearMin > scope.batchYearMax) {
    violations.push({ field, description: "batch_year_max must not be before batch_year_min" });
  }
  if (violations.length > 0) throw invalid(violations);
  return scope;
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  const refuse = () => invalid([{ field, description: "must be the text of a JSON object" }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse();
  return value as Record<string, unknown>;
}

function yearOf(given: Readonly<Record<string, unknown>>, key: string, violations: Violation[]): number | null {
  if (!Object.hasOwn(given, key)) return null;
  const year = given[key];
  if (typeof year === "number" && Number.isInteger(year) && year >= 1900 && year <= 2200) return year;
  violations.push({ field: `${field}.${key}`, description: "must be a whole number from 1900 to 2200" });
  return null;
}

function departmentsOf(value: unknown, violations: Violation[]): string[] {
  if (value === undefined) return [];
  const at = `${field}.departments`;
  if (!Array.isArray(value) || value.length > 100) {
    violations.push({ field: at, description: "must be a list of at most 100 departments" });
    return [];
  }
  const departments = value.map((each: unknown, index) => {
    const text = typeof each === "string" ? each.normalize("NFC").trim() : "";
    const { length } = Array.from(text);
    // JSON escapes can carry what the text itself could not.
    if (length < 1 || length > 100 || /[\0\p{Surrogate}]/u.test(text)) {
      violations.push({ field: `${at}[${index}]`, description: "must be a text of 1 to 100 characters" });
    }
    return text;
  });
  if (new Set(departments).size < departments.length) {
    violations.push({ field: at, description: "must name each department once" });
  }
  return departments;
}
