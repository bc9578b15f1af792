import type { Call } from "@mentorship/shared/call";
import { readTenant } from "@mentorship/shared/postgres";
import type { MatchingContext } from "../context.ts";
import type { BarredPair } from "../domain/matcher/index.ts";
import { findDisagreeing, type LoadedPerson } from "../store/applications.ts";
import { barredPairs, menteesWithLiveMatch } from "../store/matches.ts";
import { takenSeats } from "../store/seats.ts";
import type { ApplicationRole } from "../store/tables.ts";

/** What this service's own rows add to what a run reads of programme, out of one snapshot. */
export interface OwnRows {
  readonly taken: ReadonlyMap<string, number>;
  readonly withLiveMatch: ReadonlySet<string>;
  readonly barred: readonly BarredPair[];
  /** Of whom events say something else than programme has just said. */
  readonly disagreeing: readonly { readonly personId: string; readonly role: ApplicationRole }[];
}

export const readOwnRows = (
  ctx: MatchingContext,
  call: Call,
  programmeId: string,
  people: readonly LoadedPerson[],
): Promise<OwnRows> =>
  readTenant(ctx, call.tenantId, async (db) => ({
    taken: await takenSeats(db, programmeId),
    withLiveMatch: await menteesWithLiveMatch(db, programmeId),
    barred: await barredPairs(db, programmeId),
    disagreeing: await findDisagreeing(db, programmeId, people),
  }));
