import type { AskedStart } from "../domain/asked-start.ts";
import type { SessionTime } from "../domain/session.ts";
import { MINUTE } from "../domain/time/instant.ts";
import { instantToLocal, localToInstant } from "../domain/time/local-time.ts";
import { zoneDataVersion } from "../domain/time/zone-table.ts";

export type { AskedStart };

/**
 * The time of a session that begins as asked: an instant with the wall time that `zone` shows then, a local time as it was meant. Throws
 * NONEXISTENT_LOCAL_TIME, LOCAL_TIME_OFFSET_WRONG and ZONE_UNKNOWN.
 */
export function timeOf(start: AskedStart, lengthMinutes: number, zone: string): SessionTime {
  const startsAt = "at" in start ? start.at : localToInstant(start.zone, start.local, start.offsetMinutes ?? undefined);
  const meantIn = "at" in start ? zone : start.zone;
  return {
    startsAt,
    endsAt: startsAt + lengthMinutes * MINUTE,
    zone: meantIn,
    localStart: instantToLocal(meantIn, startsAt).wall,
    zoneDataVersion: zoneDataVersion(),
  };
}
