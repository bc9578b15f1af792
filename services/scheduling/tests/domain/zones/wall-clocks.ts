import { readFileSync } from "node:fs";
import { type Step, readStep, scanZone } from "./scan-wall-clock.ts";

type File = { readonly zoneData: string; readonly clocks: Readonly<Record<string, readonly string[]>> };

const file = JSON.parse(readFileSync(new URL("./wall-clocks.json", import.meta.url), "utf8")) as File;

/** The version of the zone data that the minute-by-minute look was taken from. */
export const { zoneData } = file;

/** The zones that were looked at. */
export const ZONES: readonly string[] = Object.keys(file.clocks);

/**
 * What the zone's wall clock did from 2010 to 2027. Where this machine has zone data of another version, rules may differ: then its own
 * clock is looked at now, hour by hour and minute by minute where something happens.
 */
export async function wallClockOf(zone: string): Promise<readonly Step[]> {
  if (process.versions.tz !== zoneData) return (await scanZone(zone, "hour")).steps;
  return keptClockOf(zone);
}

/** The same as it was looked at when it was written down. */
export const keptClockOf = (zone: string): readonly Step[] => (file.clocks[zone] ?? []).map(readStep);
