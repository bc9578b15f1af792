import type { SessionTime } from "./session.ts";
import type { WallTime } from "./time/calendar.ts";
import type { Instant } from "./time/instant.ts";
import { instantToLocal, instantsOfWallTime } from "./time/local-time.ts";

/** How the wall time that a session was meant in and its instant lie apart under today's zone data. */
export type ZoneDrift = {
  /** What the zone's clock shows at the session's instant now. */
  readonly shows: WallTime;
  /** When the zone's clock shows the wall time that was meant: never, once or twice. */
  readonly wallTimeAt: readonly Instant[];
};

/** The drift of a session's time; null while its instant still shows the wall time that was meant. */
export function driftOf({ startsAt, zone, localStart }: SessionTime): ZoneDrift | null {
  const wallTimeAt = instantsOfWallTime(zone, localStart);
  if (wallTimeAt.includes(startsAt)) return null;
  return { shows: instantToLocal(zone, startsAt).wall, wallTimeAt };
}
