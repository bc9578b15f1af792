export type FinancialStatusName = "CURRENT" | "PAST_DUE" | "ON_HOLD" | "UNKNOWN";

/** A person of the directory. `zone` as given; `canonicalZone` as the product reads it. */
export interface Person {
  readonly id: string;
  readonly version: number;
  readonly displayName: string;
  readonly email: string;
  readonly zone: string;
  readonly canonicalZone: string;
  readonly department: string;
  readonly batchYear: number | null;
  readonly bioShort: string;
  readonly personalLink: string;
  readonly suspended: boolean;
  readonly financialStatus: FinancialStatusName;
}

/** A person whose row was written. `before` is null for a new one. */
export interface PutPerson {
  readonly person: Person;
  readonly before: { readonly version: number; readonly suspended: boolean } | null;
}

/** Which event a written row is: a change of the suspension is told as such. */
export function personChange({ person, before }: PutPerson): "put" | "suspended" | "reinstated" {
  if (person.suspended && !before?.suspended) return "suspended";
  return before?.suspended && !person.suspended ? "reinstated" : "put";
}
