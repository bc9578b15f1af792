import { canonicalZone } from "@mentorship/shared/zones";
import { DAY, type Instant, SECOND } from "./instant.ts";

/** A change of a zone's clocks: from `at` on the offset is `after`. Offsets in milliseconds east of UTC. */
export type ClockChange = { readonly at: Instant; readonly before: number; readonly after: number };

/** What is known of a zone in one stretch of the time line. */
type Chunk = { readonly firstOffset: number; readonly changes: readonly ClockChange[] };

type Zone = { readonly readOffset: (instant: Instant) => number; readonly chunks: Map<number, Chunk> };

// A chunk is filled the first time somebody asks for an instant in it: about 75 readings, then arithmetic only.
const CHUNK = 512 * DAY;
// No zone has since 1970 changed its offset and changed it back within a week (the shortest is a Ramadan of four weeks).
const PROBE = 7 * DAY;
const FIRST_KEPT = Math.floor(Date.UTC(1970, 0, 1) / CHUNK);
const LAST_KEPT = Math.floor(Date.UTC(2100, 0, 1) / CHUNK);

const MOST_NAMES = 4_096;

const zones = new Map<string, Zone>();

/** The version of the zone data that every answer here comes from, such as `2026c`. Stored with each booking. */
export function zoneDataVersion(): string {
  return process.versions.tz ?? "unknown";
}

/** The zone's offset at an instant, in milliseconds east of UTC. Throws `ZONE_UNKNOWN`. */
export function offsetAt(zone: string, instant: Instant): number {
  const chunk = chunkAt(zoneOf(zone), Math.floor(instant / CHUNK));
  let offset = chunk.firstOffset;
  for (const change of chunk.changes) {
    if (change.at > instant) break;
    offset = change.after;
  }
  return offset;
}

/** The changes of the zone's clocks in `[from, to)`, oldest first. Changes that leave the offset as it was do not count. */
export function clockChangesBetween(zone: string, from: Instant, to: Instant): ClockChange[] {
  const entry = zoneOf(zone);
  const found: ClockChange[] = [];
  for (let index = Math.floor(from / CHUNK); index * CHUNK < to; index += 1) {
    for (const change of chunkAt(entry, index).changes) {
      if (change.at >= from && change.at < to) found.push(change);
    }
  }
  return found;
}

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const { canonical } = canonicalZone(name);
  const zone = zones.get(canonical) ?? { readOffset: offsetReader(canonical), chunks: new Map<number, Chunk>() };
  zones.set(canonical, zone);
  // A name may be written in any case; only so many spellings are remembered.
  if (zones.size < MOST_NAMES) zones.set(name, zone);
  return zone;
}

function chunkAt(zone: Zone, index: number): Chunk {
  const known = zone.chunks.get(index);
  if (known !== undefined) return known;
  const chunk = readChunk(zone.readOffset, index * CHUNK);
  // Far past and far future are worked out each time, so that odd questions can't grow the memory.
  if (index >= FIRST_KEPT && index <= LAST_KEPT) zone.chunks.set(index, chunk);
  return chunk;
}

/** A change at the chunk's very first instant is the chunk's own, so neighbours never tell it twice nor lose it. */
function readChunk(readOffset: (instant: Instant) => number, start: Instant): Chunk {
  const changes: ClockChange[] = [];
  const firstOffset = readOffset(start - SECOND);
  let at = start - SECOND;
  let before = firstOffset;
  while (at < start + CHUNK - SECOND) {
    const next = Math.min(at + PROBE, start + CHUNK - SECOND);
    const after = readOffset(next);
    if (after !== before) changes.push({ at: firstWith(readOffset, at, next, before), before, after });
    at = next;
    before = after;
  }
  return { firstOffset, changes };
}

/** The first whole second in `(low, high]` whose offset differs from `before`. */
function firstWith(readOffset: (instant: Instant) => number, low: Instant, high: Instant, before: number): Instant {
  let left = low / SECOND;
  let right = high / SECOND;
  while (right - left > 1) {
    const middle = Math.floor((left + right) / 2);
    if (readOffset(middle * SECOND) === before) left = middle;
    else right = middle;
  }
  return right * SECOND;
}

/** Reads the offset from what the zone's wall clock shows; the only place that asks the system's zone data. */
function offsetReader(zone: string): (instant: Instant) => number {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    const shown: Record<string, string> = {};
    for (const part of clock.formatToParts(instant)) shown[part.type] = part.value;
    const year = shown["era"] === "BC" ? 1 - Number(shown["year"]) : Number(shown["year"]);
    const date = new Date(0);
    date.setUTCFullYear(year, Number(shown["month"]) - 1, Number(shown["day"]));
    date.setUTCHours(Number(shown["hour"]), Number(shown["minute"]), Number(shown["second"]));
    return date.getTime() - instant;
  };
}
