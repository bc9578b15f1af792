import { putPersonRow } from "@mentorship/shared/admission";
import type { Trx } from "@mentorship/shared/postgres";
import type { OwnerFacts } from "../asking-owners.ts";
import { putMatch } from "../store/match-facts.ts";
import { putProgramme } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Keeps what the owners said, where it is newer than what is known. */
export async function keepOwnerFacts(trx: Trx<SchedulingTables>, facts: OwnerFacts): Promise<void> {
  if (facts.programme !== undefined) await putProgramme(trx, facts.programme);
  if (facts.match !== undefined) await putMatch(trx, facts.match);
  if (facts.people.length > 0) await putPersonRow(trx, facts.people);
}
