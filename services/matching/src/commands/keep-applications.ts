import type { Trx } from "@mentorship/shared/postgres";
import { type ApplicationFact, putApplications } from "../store/applications.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Keeps what was heard of applications, and the seats of mentors. Older facts change nothing. */
export const keepApplications = (trx: Trx<MatchingTables>, facts: readonly ApplicationFact[]): Promise<void> =>
  putApplications(trx, facts);
