import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { BarredPair } from "../domain/matcher/index.ts";
import type { RunMode } from "../domain/run.ts";
import { barredPairs, menteesWithLiveMatch } from "../store/matches.ts";
import { findReplaceable, type ReplaceableMatch } from "../store/replaceable.ts";
import { takenSeats } from "../store/seats.ts";

/** What this service's own rows add to what a run reads of programme, out of one snapshot. */
export interface OwnRows {
  readonly taken: ReadonlyMap<string, number>;
  readonly withLiveMatch: ReadonlySet<string>;
  readonly barred: readonly BarredPair[];
  /** Proposals that count as absent; none in a run that adds. */
  readonly replaceable: readonly ReplaceableMatch[];
}

export const readOwnRows = (ctx: MatchingContext, call: Call, programmeId: string, mode: RunMode): Promise<OwnRows> =>
  readTenant(ctx, call.tenantId, async (db) => ({
    taken: await takenSeats(db, programmeId),
    withLiveMatch: await menteesWithLiveMatch(db, programmeId),
    barred: await barredPairs(db, programmeId),
    replaceable: mode === "REPLACE_PROPOSED" ? await findReplaceable(db, programmeId) : [],
  }));
