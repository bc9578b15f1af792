import { describe, expect, test } from "@jest/globals";
import { scanZone } from "./scan-wall-clock.ts";
import { ZONES, keptClockOf, wallClockOf, zoneData } from "./wall-clocks.ts";
import { wrongInLocalTimes, wrongInTable, wrongInWindows } from "./zone-checks.ts";

const ODD = [
  "Australia/Lord_Howe",
  "Antarctica/Troll",
  "Pacific/Chatham",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "Asia/Beirut",
  "America/Santiago",
  "Atlantic/Azores",
  "Pacific/Apia",
  "America/Nuuk",
  "America/Scoresbysund",
];

test("the wall clocks of at least sixty zones were looked at, every odd one among them", () => {
  expect(ZONES.length).toBeGreaterThanOrEqual(60);
  expect(ODD.filter((zone) => !ZONES.includes(zone))).toEqual([]);
  const changes = ZONES.reduce((sum, zone) => sum + keptClockOf(zone).length - 1, 0);
  expect(changes).toBeGreaterThan(1_500);
});

test("what was written down of Samoa has no 30 December 2011, and of Lord Howe half an hour", () => {
  const skipped = keptClockOf("Pacific/Apia").find(({ at }) => at === Date.UTC(2011, 11, 30, 10));
  expect(skipped?.offsetMinutes).toBe(14 * 60);
  expect(new Set(keptClockOf("Australia/Lord_Howe").map(({ offsetMinutes }) => offsetMinutes))).toEqual(
    new Set([630, 660]),
  );
});

test.each(["Europe/Berlin", "Pacific/Apia", "America/St_Johns"])(
  "a look at %s by the hour sees what the look by the minute saw",
  async (zone) => {
    const seen = await scanZone(zone, "hour");
    expect(seen.zoneData).toBe(process.versions.tz);
    // What is kept was seen under one version of the zone data, which the machine may have left behind.
    expect(seen.zoneData === zoneData ? keptClockOf(zone) : seen.steps).toEqual(seen.steps);
    expect(seen.steps).toEqual(await wallClockOf(zone));
  },
);

describe("from 2010 to 2027 the product says what the wall clock was seen to do", () => {
  describe.each(ZONES)("%s", (zone) => {
    test("its changes and offsets", async () => {
      expect(wrongInTable(zone, await wallClockOf(zone))).toEqual([]);
    });

    test("its local times, skipped and repeated ones", async () => {
      expect(wrongInLocalTimes(zone, await wallClockOf(zone))).toEqual([]);
    });

    test("windows on the days of its changes", async () => {
      expect(wrongInWindows(zone, await wallClockOf(zone))).toEqual([]);
    });
  });
});
