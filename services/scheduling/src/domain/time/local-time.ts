import { DomainError, invalid } from "@mentorship/shared/errors";
import { type LocalTime, type WallTime, formatOffset, formatWallTime, localTimeOf, wallTimeOf } from "./calendar.ts";
import { DAY, type Instant, type Interval, MINUTE } from "./instant.ts";
import { clockChangesBetween, offsetAt } from "./zone-table.ts";

// No offset is further from UTC than this, so the instants of a wall time lie within it on either side.
const FURTHEST = 2 * DAY;

/**
 * The instant that a zone's wall clock shows `local`.
 *
 * A wall time that occurs twice means the earlier, unless `offsetMinutes` says which. Throws `NONEXISTENT_LOCAL_TIME` when the clocks
 * jump over it, `LOCAL_TIME_OFFSET_WRONG` when it never has that offset, `ZONE_UNKNOWN`, and `INVALID_ARGUMENT` for no day at all.
 */
export function localToInstant(zone: string, local: LocalTime, offsetMinutes?: number): Instant {
  const wall = wallTimeOf(local);
  if (wall === null) {
    throw invalid([{ field: "local_time", description: "there is no such day or time of day" }]);
  }
  const instants = instantsOfWallTime(zone, wall);
  const earliest = instants[0];
  if (earliest === undefined) {
    throw new DomainError(
      "NONEXISTENT_LOCAL_TIME",
      `${formatWallTime(wall)} does not exist in ${zone}: clocks jump over it`,
      {
        zone,
        local_time: formatWallTime(wall),
        next_valid: formatWallTime(wallTimeAfterGap(zone, wall)),
      },
    );
  }
  if (offsetMinutes === undefined) return earliest;
  const meant = instants.find((instant) => wall - instant === offsetMinutes * MINUTE);
  if (meant === undefined) {
    throw new DomainError(
      "LOCAL_TIME_OFFSET_WRONG",
      `${formatWallTime(wall)} in ${zone} is never at ${formatOffset(offsetMinutes)}`,
      {
        zone,
        local_time: formatWallTime(wall),
        offsets: instants.map((instant) => formatOffset((wall - instant) / MINUTE)).join(","),
      },
    );
  }
  return meant;
}

/** What the zone's wall clock shows at an instant, with its offset in minutes. Throws `ZONE_UNKNOWN`. */
export function instantToLocal(
  zone: string,
  instant: Instant,
): { local: Required<LocalTime>; wall: WallTime; offsetMinutes: number } {
  const offset = offsetAt(zone, instant);
  const wall = instant + offset;
  return { local: localTimeOf(wall), wall, offsetMinutes: offset / MINUTE };
}

/** Every instant that shows this wall time, earliest first: none in a gap, two in a fold, one otherwise. */
export function instantsOfWallTime(zone: string, wall: WallTime): Instant[] {
  return wallStretch(zone, wall, wall + 1).map((stretch) => stretch.start);
}

/** A stretch of instants through which the zone keeps one offset (milliseconds east of UTC). */
export type SteadyStretch = Interval & { readonly offset: number };

/** `[from, to)` cut at the zone's clock changes. */
export function steadyStretches(zone: string, from: Instant, to: Instant): SteadyStretch[] {
  const stretches: SteadyStretch[] = [];
  let start = from;
  let offset = offsetAt(zone, from);
  for (const change of clockChangesBetween(zone, from + 1, to)) {
    stretches.push({ start, end: change.at, offset });
    start = change.at;
    offset = change.after;
  }
  if (start < to) stretches.push({ start, end: to, offset });
  return stretches;
}

/**
 * The instants whose wall clock lies in `[wallStart, wallEnd)`: what a gap skips is absent, what a fold repeats is there twice. One
 * stretch per offset, oldest first.
 */
export function wallStretch(zone: string, wallStart: WallTime, wallEnd: WallTime): SteadyStretch[] {
  return wallStretchWithin(steadyStretches(zone, wallStart - FURTHEST, wallEnd + FURTHEST), wallStart, wallEnd);
}

/** The same over stretches that the caller cut once for many windows. They must reach two days beyond the wall times. */
export function wallStretchWithin(
  steady: readonly SteadyStretch[],
  wallStart: WallTime,
  wallEnd: WallTime,
): SteadyStretch[] {
  const found: SteadyStretch[] = [];
  for (const { start, end, offset } of steady) {
    const from = Math.max(start, wallStart - offset);
    const to = Math.min(end, wallEnd - offset);
    if (from < to) found.push({ start: from, end: to, offset });
  }
  return found;
}

function wallTimeAfterGap(zone: string, wall: WallTime): WallTime {
  const gap = clockChangesBetween(zone, wall - FURTHEST, wall + FURTHEST).find(
    (change) => wall >= change.at + change.before && wall < change.at + change.after,
  );
  return gap === undefined ? wall : gap.at + gap.after;
}
