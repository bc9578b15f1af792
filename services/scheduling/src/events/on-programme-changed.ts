import type { Trx } from "@mentorship/shared/postgres";
import type { ProgrammeFacts } from "@mentorship/client/v1";
import { keepProgramme } from "../commands/keep-programme.ts";
import { programmeFactsOf } from "../facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A programme was created, changed or moved on: its name, state and settings are kept. */
export async function onProgrammeChanged(
  trx: Trx<SchedulingTables>,
  event: { readonly programme?: ProgrammeFacts | undefined },
): Promise<void> {
  if (event.programme !== undefined) await keepProgramme(trx, programmeFactsOf(event.programme));
}
