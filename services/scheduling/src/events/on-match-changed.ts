import type { Trx } from "@mentorship/shared/postgres";
import type { MatchFacts } from "@mentorship/client/v1";
import { keepMatch } from "../commands/keep-match.ts";
import { matchFactsOf } from "../facts.ts";
import type { SchedulingTables } from "../store/tables.ts";

/** A match was proposed or accepted: who meets in it, and whether they may book, is kept. */
export async function onMatchChanged(
  trx: Trx<SchedulingTables>,
  event: { readonly match?: MatchFacts | undefined },
): Promise<void> {
  if (event.match !== undefined) await keepMatch(trx, matchFactsOf(event.match));
}
