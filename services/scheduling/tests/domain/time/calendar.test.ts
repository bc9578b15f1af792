import { describe, expect, test } from "@jest/globals";
import {
  dateOf,
  formatOffset,
  formatWallTime,
  isoWeekday,
  localTimeOf,
  parseLocalTime,
  parseOffset,
  wallTimeOf,
  wallTimeOfDate,
} from "../../../src/domain/time/calendar.ts";

describe("texts of local times", () => {
  test.each(["2026-03-29T02:30", "2024-02-29T23:59", "0001-01-01T00:00", "2026-03-29T02:30:15"])(
    "%s is read and written back",
    (text) => {
      const local = parseLocalTime(text);
      expect(local).not.toBeNull();
      expect(formatWallTime(wallTimeOf(local as NonNullable<typeof local>) as number)).toBe(text);
    },
  );

  test.each([
    "2026-02-30T10:00",
    "2025-02-29T10:00",
    "2026-13-01T10:00",
    "2026-01-01T24:00",
    "2026-01-01T10:60",
    "2026-1-1T10:00",
    "2026-01-01",
    "",
  ])("%s is no local time", (text) => {
    expect(parseLocalTime(text)).toBeNull();
  });
});

test.each([
  ["+05:45", 345],
  ["-03:30", -210],
  ["+00:00", 0],
])("the offset %s is %i minutes", (text, minutes) => {
  expect(parseOffset(text)).toBe(minutes);
  expect(formatOffset(minutes)).toBe(text);
});

test.each(["5:45", "+19:00", "+05:60", "Z", ""])("%s is no offset", (text) => {
  expect(parseOffset(text)).toBeNull();
});

test.each([
  ["1970-01-01", 4],
  ["1969-12-31", 3],
  ["2026-03-29", 7],
  ["2026-03-30", 1],
  ["1600-02-29", 2],
])("%s falls on ISO weekday %i", (date, weekday) => {
  const wall = wallTimeOfDate(date) as number;
  expect(isoWeekday(wall)).toBe(weekday);
  expect(dateOf(wall)).toBe(date);
});

test("parts that are out of range are no wall time", () => {
  const noon = { year: 2026, month: 3, day: 29, hour: 12, minute: 0 };
  expect(localTimeOf(wallTimeOf(noon) as number)).toEqual({ ...noon, second: 0 });
  for (const part of [
    { hour: 24 },
    { hour: -1 },
    { minute: 60 },
    { minute: -1 },
    { second: 60 },
    { day: 0 },
    { month: 0 },
    { year: 0 },
  ]) {
    expect(wallTimeOf({ ...noon, ...part })).toBeNull();
  }
});
