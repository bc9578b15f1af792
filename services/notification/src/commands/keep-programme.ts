import type { ProgrammeFacts } from "@mentorship/client/v1";
import type { Trx } from "@mentorship/shared/postgres";
import { saveProgrammeFacts } from "../store/programmes.ts";
import type { NotificationTables } from "../store/tables.ts";

/** Keeps what of a programme decides whether and how people are told. */
export const keepProgramme = (trx: Trx<NotificationTables>, facts: ProgrammeFacts): Promise<void> =>
  saveProgrammeFacts(trx, facts);
