import type { Trx } from "@mentorship/shared/postgres";
import type { FollowUpKind } from "../domain/match.ts";
import { closeFollowUps } from "../store/follow-ups.ts";
import type { MatchingTables } from "../store/tables.ts";

/** Notes that another service is done with matches that have ended, and how many it touched for each. */
export const noteFollowUps = (
  trx: Trx<MatchingTables>,
  kind: FollowUpKind,
  done: readonly { readonly matchId: string; readonly count: number }[],
): Promise<void> => closeFollowUps(trx, kind, done);
