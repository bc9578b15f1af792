import type { Trx } from "@mentorship/shared/postgres";
import type { Programme } from "../domain/programme.ts";
import { putProgrammes } from "../store/programmes.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Keeps what was heard of a programme. Older facts change nothing. */
export const keepProgramme = (trx: Trx<MatchingTables>, programme: Programme): Promise<void> =>
  putProgrammes(trx, [programme]);
