import type { AskedStart } from "./asked-start.ts";
import { localTimeOf, wallTimeOf } from "./time/calendar.ts";
import { DAY, MINUTE } from "./time/instant.ts";
import { instantToLocal, instantsOfWallTime } from "./time/local-time.ts";

/** The starts of a series: the first as asked, each other at the same wall time so many weeks on, in the zone it was meant in. */
export function occurrences(first: AskedStart, zone: string, everyWeeks: number, count: number): AskedStart[] {
  const meantIn = "at" in first ? zone : first.zone;
  const wall = "at" in first ? instantToLocal(zone, first.at).wall : wallTimeOf(first.local);
  // No day at all: each occurrence is refused as the first is.
  if (wall === null) return Array.from({ length: count }, () => first);
  const offsetMinutes = "at" in first ? (wall - first.at) / MINUTE : first.offsetMinutes;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return first;
    const later = wall + index * everyWeeks * 7 * DAY;
    // An offset says which of two; where the wall time occurs once, its clocks may have changed since the first.
    const isTwice = instantsOfWallTime(meantIn, later).some((at) => later - at === (offsetMinutes ?? 0) * MINUTE);
    return { local: localTimeOf(later), zone: meantIn, offsetMinutes: isTwice ? offsetMinutes : null };
  });
}
