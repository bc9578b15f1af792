import type { Trx } from "@mentorship/shared/postgres";
import { type MatchFacts, putMatch } from "../store/match-facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** Keeps what a match is, as its owner tells. Older news than what is known change nothing. */
export async function keepMatch(trx: Trx<SchedulingTables>, match: MatchFacts): Promise<void> {
  await putMatch(trx, match);
}
