import type { Call } from "@mentorship/shared/call";
import { decodePageToken, encodePageToken, pageSize } from "@mentorship/shared/paging";
import { type Db, readTenant } from "@mentorship/shared/postgres";
import type { SchedulingContext } from "../context.ts";
import { type ZoneDrift, driftOf } from "../domain/zone-drift.ts";
import { zoneDataVersion } from "../domain/time/zone-table.ts";
import type { SessionPosition } from "../store/list-sessions.ts";
import { type Session, findSessions } from "../store/load-sessions.ts";
import type { SchedulingTables } from "../store/tables.ts";
import { bookedUnderOthers } from "../store/zone-drift.ts";
import { type DescribedSession, named, surroundSessions } from "./describe-sessions.ts";

export type DescribedDrift = { readonly session: DescribedSession; readonly drift: ZoneDrift };

export type DriftPage = {
  readonly drifts: readonly DescribedDrift[];
  readonly zoneData: string;
  readonly nextPageToken: string;
};

const BATCH = 500;
// A page may be short, or empty, and have a next one: few sessions drift, and one answer goes through so many only.
const MOST_BATCHES = 10;

/** A page of the sessions to come whose wall time has drifted from their instant. Throws PAGE_TOKEN_INVALID. */
export async function listZoneDrift(
  ctx: SchedulingContext,
  call: Call,
  input: { readonly pageSize: number; readonly pageToken: string },
): Promise<DriftPage> {
  const zoneData = zoneDataVersion();
  const query = { of: "zone drift", zoneData };
  const after = decodePageToken<SessionPosition>(query, input.pageToken);
  const size = pageSize(input.pageSize);
  const page = await readTenant(ctx, call.tenantId, async (db) => {
    const { found, next } = await drifted(db, zoneData, after, size);
    const sessions = await surroundSessions(
      db,
      call,
      found.map((one) => one.session),
    );
    return { found, next, sessions };
  });
  const described = await named(ctx, call, page.sessions);
  return {
    drifts: described.flatMap((session, index) => {
      const drift = page.found[index]?.drift;
      return drift === undefined ? [] : [{ session, drift }];
    }),
    zoneData,
    nextPageToken: page.next === undefined ? "" : encodePageToken(query, page.next),
  };
}

type Found = { readonly session: Session; readonly drift: ZoneDrift };

/** Up to `size` of them, and the position to go on from where there may be more. */
async function drifted(
  db: Db<SchedulingTables>,
  zoneData: string,
  from: SessionPosition | undefined,
  size: number,
): Promise<{ readonly found: Found[]; readonly next: SessionPosition | undefined }> {
  const found: Found[] = [];
  let after = from;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const positions = await bookedUnderOthers(db, zoneData, after, BATCH);
    const sessions = await findSessions(
      db,
      positions.map((one) => one.id),
    );
    for (const session of sessions) {
      const drift = driftOf(session.record);
      after = { startsAt: new Date(session.record.startsAt), id: session.record.id };
      if (drift !== null) found.push({ session, drift });
      if (found.length === size) return { found, next: after };
    }
    if (positions.length < BATCH) return { found, next: undefined };
  }
  return { found, next: after };
}
