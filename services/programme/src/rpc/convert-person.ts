import {
  FinancialStatus,
  type PersonInput,
  PersonInputSchema,
  UpsertOutcome,
  type UpsertPersonResultSchema,
} from "@mentorship/client/v1";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Violation } from "@mentorship/shared/errors";
import { createRowRules } from "@mentorship/shared/rpc";
import { canonicalZone, isZoneName } from "@mentorship/shared/zones";
import type { PutOutcome } from "../commands/upsert-people.ts";
import type { FinancialStatusName, Person } from "../domain/person.ts";

/** A row of the stream: the person, or the rules that it breaks. */
export type PersonRow =
  | { readonly person: Person; readonly problems?: undefined }
  | { readonly person?: undefined; readonly problems: readonly Violation[] };

/** Reads rows of the directory one by one, so that one that breaks a rule is refused alone. */
export function createPersonReader(): (input: PersonInput) => PersonRow {
  const brokenRules = createRowRules(PersonInputSchema);
  return (input) => {
    const problems = brokenRules(input);
    if (input.zone !== "" && !isZoneName(input.zone)) {
      problems.push({ field: "zone", description: "is not the name of an IANA time zone" });
    }
    if (input.version > BigInt(Number.MAX_SAFE_INTEGER)) {
      problems.push({ field: "version", description: "must be at most 9007199254740991" });
    }
    return problems.length > 0 ? { problems } : { person: personOf(input) };
  };
}

const personOf = (input: PersonInput): Person => ({
  id: input.personId,
  version: Number(input.version),
  displayName: input.displayName,
  email: input.email,
  zone: input.zone,
  canonicalZone: canonicalZone(input.zone).canonical,
  department: input.department,
  batchYear: input.batchYear ?? null,
  bioShort: input.bioShort,
  personalLink: input.personalLink,
  suspended: input.suspended,
  financialStatus:
    input.financialStatus === FinancialStatus.UNSPECIFIED
      ? "UNKNOWN"
      : (FinancialStatus[input.financialStatus] as FinancialStatusName),
});

/** The results of a message's rows, in their order. `outcomes` are those of the rows that were not refused. */
export function resultsOf(
  inputs: readonly PersonInput[],
  rows: readonly PersonRow[],
  outcomes: readonly PutOutcome[],
): MessageInitShape<typeof UpsertPersonResultSchema>[] {
  const left = outcomes.values();
  return inputs.map(({ personId }, index) => {
    const problems = rows[index]?.problems;
    if (problems) return { personId, outcome: UpsertOutcome.REFUSED, problems: problems.map((each) => ({ ...each })) };
    return { personId, outcome: UpsertOutcome[left.next().value ?? "UNSPECIFIED"] };
  });
}
