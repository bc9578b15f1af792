import type { EventMessage } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import type { ProgrammeFacts } from "@mentorship/client/v1";
import { toProgramme } from "../facts.ts";
import { keepProgramme } from "../commands/keep-programme.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Keeps what was heard of a programme. */
export async function onProgramme(
  trx: Trx<MatchingTables>,
  event: EventMessage & { programme?: ProgrammeFacts | undefined },
): Promise<void> {
  if (event.programme) await keepProgramme(trx, toProgramme(event.programme));
}
