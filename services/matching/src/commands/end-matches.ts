import type { Trx } from "@mentorship/shared/postgres";
import type { MatchEndReason } from "../domain/match.ts";
import { openFollowUps } from "../store/follow-ups.ts";
import { endMatches as endRows, type EndTarget, mentorsOf } from "../store/matches.ts";
import { lockSeats } from "../store/seats.ts";
import type { MatchingTables } from "../store/tables.ts";
import { inBulk, recordMatch } from "./record-match.ts";

/**
 * Ends matches that end by themselves, each with its event and audit entry. Answers how many. Whoever calls must hold what keeps new
 * proposals for the target from being written meanwhile: the programme, or the applications of the person.
 */
export async function endMatches(
  trx: Trx<MatchingTables>,
  target: EndTarget,
  endReason: MatchEndReason,
): Promise<number> {
  await lockSeats(trx, await mentorsOf(trx, target));
  const ended = await endRows(trx, target, endReason);
  if (ended.length === 0) return 0;
  await openFollowUps(
    trx,
    ended.map(({ match }) => match.id),
  );
  for (const { match, before } of ended) recordMatch(trx, match, before, inBulk(ended.length));
  return ended.length;
}
