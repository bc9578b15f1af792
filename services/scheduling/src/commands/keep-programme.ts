import type { Trx } from "@mentorship/shared/postgres";
import { type ProgrammeFacts, putProgramme } from "../store/programme-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { endHoldsOf } from "./end-holds-of.ts";

/** Keeps what a programme is, as its owner tells. Older news than what is known change nothing. With its completion holds and requests end. */
export async function keepProgramme(trx: Trx<SchedulingTables>, programme: ProgrammeFacts): Promise<void> {
  await putProgramme(trx, programme);
  if (programme.state === "completed") await endHoldsOf(trx, { programmeId: programme.id });
}
