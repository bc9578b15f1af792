import type { Trx } from "@mentorship/shared/postgres";
import { type ProgrammeFacts, putProgramme } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Keeps what a programme is, as its owner tells. Older news than what is known change nothing. */
export async function keepProgramme(trx: Trx<SchedulingTables>, programme: ProgrammeFacts): Promise<void> {
  await putProgramme(trx, programme);
}
