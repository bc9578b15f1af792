import type { Trx } from "@mentorship/shared/postgres";
import { raiseGeneration } from "../store/participants.ts";
import type { ConferencingTables } from "../store/tables.ts";

/** Makes every join link of a person worth nothing. */
export const revokeLinks = (trx: Trx<ConferencingTables>, personId: string): Promise<void> =>
  raiseGeneration(trx, { personId });
