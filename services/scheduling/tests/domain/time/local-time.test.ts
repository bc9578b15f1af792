import { describe, expect, test } from "@jest/globals";
import { type LocalTime, localTimeOf } from "../../../src/domain/time/calendar.ts";
import { instantToLocal, localToInstant } from "../../../src/domain/time/local-time.ts";
import { clockChangesBetween, offsetAt } from "../../../src/domain/time/zone-table.ts";
import { SCANNED_ZONES, hoursOfChange, scanMinutes, wallClock } from "./wall-clock-scan.ts";

const HOUR = 3_600_000;
const FROM = Date.UTC(2010, 0, 1);
const TO = Date.UTC(2028, 0, 1);

const local = (text: string): LocalTime => localTimeOf(Date.parse(`${text}:00Z`));
const iso = (instant: number): string => new Date(instant).toISOString();

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error);
  }
  return "accepted";
}

describe("around every clock change from 2010 to 2027, a minute-by-minute look at the wall clock agrees with the table", () => {
  test("there are at least sixty zones in the look, each once", () => {
    expect(new Set(SCANNED_ZONES).size).toBe(SCANNED_ZONES.length);
    expect(SCANNED_ZONES.length).toBeGreaterThanOrEqual(60);
  });

  test.each(SCANNED_ZONES)("%s", (zone) => {
    const clock = wallClock(zone);
    const hours = hoursOfChange(clock, FROM, TO);
    const wrong: string[] = [];
    expect(clockChangesBetween(zone, FROM, TO)).toHaveLength(hours.length);
    for (const hour of hours) {
      const { shown, skipped } = scanMinutes(clock, hour - 5 * HOUR, hour + 6 * HOUR);
      for (const [wall, instants] of shown) {
        const parts = localTimeOf(wall);
        for (const instant of instants) {
          if (instantToLocal(zone, instant).wall !== wall) wrong.push(`shows ${iso(instant)}`);
          if (offsetAt(zone, instant) !== wall - instant) wrong.push(`offset ${iso(instant)}`);
        }
        // A wall time at the edge of the look may have its other instant outside it.
        const isInside = (instants[0] as number) >= hour - 2 * HOUR && (instants[0] as number) < hour + 3 * HOUR;
        if (isInside && localToInstant(zone, parts) !== instants[0]) wrong.push(`earlier of ${iso(wall)}`);
        for (const instant of isInside ? instants : []) {
          if (localToInstant(zone, parts, (wall - instant) / 60_000) !== instant)
            wrong.push(`by offset ${iso(instant)}`);
        }
      }
      for (const wall of skipped) {
        const reason = reasonOf(() => localToInstant(zone, localTimeOf(wall)));
        if (reason !== "NONEXISTENT_LOCAL_TIME") wrong.push(`${iso(wall)} was ${reason}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("known clock changes", () => {
  test.each([
    ["a common day", "Europe/Berlin", "2026-07-01T12:00", "2026-07-01T10:00:00.000Z"],
    ["before 1970", "Europe/Berlin", "1965-06-01T12:00", "1965-06-01T11:00:00.000Z"],
    ["far ahead, rules go on", "Europe/Berlin", "2150-07-01T12:00", "2150-07-01T10:00:00.000Z"],
    ["the earlier of two in autumn", "Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
    ["half an hour repeated", "Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00.000Z"],
    ["two hours repeated", "Antarctica/Troll", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
    ["a zone three quarters off", "Pacific/Chatham", "2026-07-01T12:45", "2026-07-01T00:00:00.000Z"],
    ["a zone without changes", "Asia/Kathmandu", "2026-03-29T02:30", "2026-03-28T20:45:00.000Z"],
    ["the day before the one that Samoa skipped", "Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59:00.000Z"],
    ["the day after it", "Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00:00.000Z"],
    ["Ramadan in Morocco", "Africa/Casablanca", "2019-05-20T12:00", "2019-05-20T12:00:00.000Z"],
    ["Morocco otherwise", "Africa/Casablanca", "2019-07-20T12:00", "2019-07-20T11:00:00.000Z"],
    [
      "midnight skipped in Santiago, one o'clock stands",
      "America/Santiago",
      "2026-09-06T01:00",
      "2026-09-06T04:00:00.000Z",
    ],
  ])("%s", (_name, zone, wall, instant) => {
    expect(iso(localToInstant(zone, local(wall)))).toBe(instant);
  });

  test.each([
    ["Europe/Berlin", "2026-10-25T02:30", 60, "2026-10-25T01:30:00.000Z"],
    ["Europe/Berlin", "2026-10-25T02:30", 120, "2026-10-25T00:30:00.000Z"],
    ["Australia/Lord_Howe", "2026-04-05T01:45", 630, "2026-04-04T15:15:00.000Z"],
    ["Antarctica/Troll", "2026-10-25T02:30", 0, "2026-10-25T02:30:00.000Z"],
  ])("in %s an offset says which %s is meant (%i)", (zone, wall, offset, instant) => {
    expect(iso(localToInstant(zone, local(wall), offset))).toBe(instant);
  });

  test.each([
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:00"],
    ["Europe/Berlin", "2026-03-29T02:00", "2026-03-29T03:00"],
    ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:30"],
    ["Pacific/Apia", "2011-12-30T12:00", "2011-12-31T00:00"],
    ["America/Santiago", "2026-09-06T00:30", "2026-09-06T01:00"],
    ["Antarctica/Troll", "2026-03-29T02:59", "2026-03-29T03:00"],
  ])("%s never shows %s, and the refusal names the next time that exists", (zone, wall, next) => {
    expect(() => localToInstant(zone, local(wall))).toThrow(
      expect.objectContaining({
        reason: "NONEXISTENT_LOCAL_TIME",
        metadata: { zone, local_time: wall, next_valid: next },
      }),
    );
  });

  test("an offset that the wall time never has is refused with those it has", () => {
    expect(() => localToInstant("Europe/Berlin", local("2026-10-25T02:30"), 180)).toThrow(
      expect.objectContaining({
        reason: "LOCAL_TIME_OFFSET_WRONG",
        metadata: { zone: "Europe/Berlin", local_time: "2026-10-25T02:30", offsets: "+02:00,+01:00" },
      }),
    );
  });

  test("a day that no calendar has is a fault of the field", () => {
    const noSuchDay = { year: 2026, month: 2, day: 30, hour: 9, minute: 0 };
    expect(reasonOf(() => localToInstant("Europe/Berlin", noSuchDay))).toBe("INVALID_ARGUMENT");
  });

  test("a change at the very instant of `from` is told, one at `to` is not", () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect(clockChangesBetween("Europe/Berlin", change, change + 1)).toHaveLength(1);
    expect(clockChangesBetween("Europe/Berlin", change - HOUR, change)).toHaveLength(0);
    expect(offsetAt("Europe/Berlin", change - 1)).toBe(HOUR);
    expect(offsetAt("Europe/Berlin", change)).toBe(2 * HOUR);
  });
});
