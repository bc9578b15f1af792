import type { ProgrammeFacts } from "@mentorship/client/v1";
import type { EventMessage } from "@mentorship/shared/events";
import type { Trx } from "@mentorship/shared/postgres";
import { keepProgramme } from "../commands/keep-programme.ts";
import type { NotificationTables } from "../store/tables.ts";
import { promised } from "./parties.ts";

/** Keeps what decides whether and how people are told. */
export async function onProgramme(
  trx: Trx<NotificationTables>,
  event: EventMessage & { programme?: ProgrammeFacts | undefined },
): Promise<void> {
  await keepProgramme(trx, promised(event.programme, "programme"));
}
