import { putPersonRow } from "@mentorship/shared/admission";
import type { Trx } from "@mentorship/shared/postgres";
import type { OwnerFacts } from "../asking-owners.ts";
import { putMatch } from "../store/match-facts.ts";
import { putProgramme } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Keeps what the owners said, where it is newer than what is known. Rows are written in the order of their ids, as everywhere. */
export async function keepOwnerFacts(trx: Trx<SchedulingTables>, facts: OwnerFacts): Promise<void> {
  for (const programme of sorted(facts.programmes ?? [])) await putProgramme(trx, programme);
  for (const match of sorted(facts.matches ?? [])) await putMatch(trx, match);
  if (facts.people.length > 0) await putPersonRow(trx, facts.people);
}

const sorted = <T extends { readonly id: string }>(all: readonly T[]): T[] =>
  all.toSorted((one, other) => (one.id < other.id ? -1 : 1));
