import { describe, expect, test } from "@jest/globals";
import type { Availability, DateOverride, DayWindow } from "../../src/domain/availability.ts";
import { openIntervals } from "../../src/domain/open-intervals.ts";
import { DAY, HOUR, MINUTE, availabilityOf, randomOf } from "./sample.ts";
import { hoursOfChange, wallClock } from "./time/wall-clock-scan.ts";

const window = (from: string, to: string): DayWindow => ({ startMinute: minuteOf(from), endMinute: minuteOf(to) });

function minuteOf(text: string): number {
  const [hour, minute] = text.split(":").map(Number) as [number, number];
  return hour * 60 + minute;
}

/** What is open on one day in a zone, as instants without date: `01:00-04:00`. */
function openOn(availability: Availability, from: string, to: string): string[] {
  const clock = (instant: number): string => new Date(instant).toISOString().slice(5, 16);
  return openIntervals(availability, Date.parse(from), Date.parse(to)).map(
    ({ start, end }) => `${clock(start)} to ${clock(end)}`,
  );
}

describe("a window is the set of instants whose wall clock lies in it", () => {
  const sundays = (from: string, to: string): Availability =>
    availabilityOf({ windows: [{ weekday: 7, ...window(from, to) }] });

  test.each([
    [
      "on a common day it is as long as it says",
      "Europe/Berlin",
      "2026-05-03",
      "01:00",
      "04:00",
      ["05-02T23:00 to 05-03T02:00"],
    ],
    [
      "the hour that spring skips is not offered",
      "Europe/Berlin",
      "2026-03-29",
      "01:00",
      "04:00",
      ["03-29T00:00 to 03-29T02:00"],
    ],
    ["a window inside the skipped hour offers nothing", "Europe/Berlin", "2026-03-29", "02:00", "03:00", []],
    [
      "the hour that autumn repeats is offered twice",
      "Europe/Berlin",
      "2026-10-25",
      "02:00",
      "03:00",
      ["10-25T00:00 to 10-25T02:00"],
    ],
    [
      "a part of it is offered in both passes, with the rest between",
      "Europe/Berlin",
      "2026-10-25",
      "02:15",
      "02:45",
      ["10-25T00:15 to 10-25T00:45", "10-25T01:15 to 10-25T01:45"],
    ],
    [
      "half an hour is repeated in Lord Howe",
      "Australia/Lord_Howe",
      "2026-04-05",
      "01:30",
      "02:00",
      ["04-04T14:30 to 04-04T15:30"],
    ],
    [
      "half an hour is skipped in Lord Howe",
      "Australia/Lord_Howe",
      "2026-10-04",
      "01:00",
      "03:00",
      ["10-03T14:30 to 10-03T16:00"],
    ],
    [
      "two hours are skipped at Troll",
      "Antarctica/Troll",
      "2026-03-29",
      "00:00",
      "04:00",
      ["03-29T00:00 to 03-29T02:00"],
    ],
    [
      "midnight is skipped in Santiago",
      "America/Santiago",
      "2026-09-06",
      "00:00",
      "02:00",
      ["09-06T04:00 to 09-06T05:00"],
    ],
  ])("%s", (_promise, zone, date, from, to, open) => {
    const availability = { ...sundays(from, to), zone };
    const noon = Date.parse(`${date}T12:00:00Z`);
    expect(
      openOn(availability, new Date(noon - 1.5 * DAY).toISOString(), new Date(noon + 1.5 * DAY).toISOString()),
    ).toEqual(open);
  });

  test("the day that Samoa skipped offers nothing, and its neighbours do", () => {
    const availability = availabilityOf({ zone: "Pacific/Apia" });
    expect(openOn(availability, "2011-12-28T10:00:00Z", "2012-01-01T10:00:00Z")).toEqual([
      "12-28T19:00 to 12-29T03:00",
      "12-29T19:00 to 12-30T03:00",
      "12-30T19:00 to 12-31T03:00",
      "12-31T19:00 to 01-01T03:00",
    ]);
  });
});

describe("windows over midnight and on certain days", () => {
  const berlin = (overrides: DateOverride[], windows = [{ weekday: 3, ...window("22:00", "02:00") }]): Availability =>
    availabilityOf({ windows, overrides });
  const wednesday = ["2026-05-05T22:00:00Z", "2026-05-07T22:00:00Z"] as const;

  test.each<[string, DateOverride[], string[]]>([
    ["a window over midnight belongs to the day it begins on", [], ["05-06T20:00 to 05-07T00:00"]],
    [
      "an extra window is added",
      [{ date: "2026-05-06", kind: "extra", windows: [window("10:00", "11:00")] }],
      ["05-06T08:00 to 05-06T09:00", "05-06T20:00 to 05-07T00:00"],
    ],
    [
      "an extra window that touches becomes one with the other",
      [{ date: "2026-05-06", kind: "extra", windows: [window("21:00", "22:00")] }],
      ["05-06T19:00 to 05-07T00:00"],
    ],
    [
      "a replaced day has its own windows only",
      [{ date: "2026-05-06", kind: "replaced", windows: [window("10:00", "11:00")] }],
      ["05-06T08:00 to 05-06T09:00"],
    ],
    [
      "replacing the next day leaves the tail of the night before",
      [{ date: "2026-05-07", kind: "replaced", windows: [window("10:00", "11:00")] }],
      ["05-06T20:00 to 05-07T00:00", "05-07T08:00 to 05-07T09:00"],
    ],
    [
      "a blocked day takes all of the day, the tail goes on",
      [{ date: "2026-05-06", kind: "blocked", windows: [] }],
      ["05-06T22:00 to 05-07T00:00"],
    ],
    [
      "a blocked next day takes the tail too",
      [{ date: "2026-05-07", kind: "blocked", windows: [] }],
      ["05-06T20:00 to 05-06T22:00"],
    ],
    [
      "a blocked part leaves the rest",
      [{ date: "2026-05-06", kind: "blocked", windows: [window("22:30", "23:00")] }],
      ["05-06T20:00 to 05-06T20:30", "05-06T21:00 to 05-07T00:00"],
    ],
    [
      "blocked wins over extra on the same day",
      [
        { date: "2026-05-06", kind: "blocked", windows: [window("10:30", "12:00")] },
        { date: "2026-05-06", kind: "extra", windows: [window("10:00", "11:00")] },
      ],
      ["05-06T08:00 to 05-06T08:30", "05-06T20:00 to 05-07T00:00"],
    ],
  ])("%s", (_promise, overrides, open) => {
    expect(openOn(berlin(overrides), ...wednesday)).toEqual(open);
  });

  test("only what lies in the asked range is answered, cut at its ends", () => {
    expect(openOn(berlin([]), "2026-05-06T21:00:00Z", "2026-05-06T23:30:00Z")).toEqual(["05-06T21:00 to 05-06T23:30"]);
    expect(openOn(berlin([]), "2026-05-06T21:00:00Z", "2026-05-06T21:00:00Z")).toEqual([]);
  });
});

describe("around clock changes every minute is offered exactly when the wall clock says so", () => {
  test.each([
    ["Europe/Berlin", 2026],
    ["Australia/Lord_Howe", 2026],
    ["Antarctica/Troll", 2026],
    ["Pacific/Chatham", 2026],
    ["Africa/Casablanca", 2025],
    ["Asia/Beirut", 2026],
    ["America/Santiago", 2026],
    ["America/Nuuk", 2023],
    ["America/Scoresbysund", 2024],
    ["Atlantic/Azores", 2026],
    ["America/Havana", 2026],
    ["Pacific/Apia", 2011],
  ])("%s in %i, with random windows and overrides", (zone, year) => {
    const random = randomOf(year);
    const clock = wallClock(zone);
    const hours = hoursOfChange(clock, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
    expect(hours.length).toBeGreaterThan(0);
    for (const hour of hours) {
      for (let round = 0; round < 3; round += 1) {
        const availability = randomAvailability(zone, clock(hour), random);
        const from = hour - 30 * HOUR;
        const to = hour + 30 * HOUR;
        const open = openIntervals(availability, from, to);
        const wrong: string[] = [];
        for (let instant = from; instant < to; instant += 5 * MINUTE) {
          const isOpen = open.some((one) => one.start <= instant && instant < one.end);
          if (isOpen !== isOffered(availability, clock(instant))) wrong.push(new Date(instant).toISOString());
        }
        expect({ availability, wrong }).toEqual({ availability, wrong: [] });
      }
    }
  });
});

function randomAvailability(zone: string, aroundWall: number, random: (limit: number) => number): Availability {
  const randomWindow = (): DayWindow => {
    const startMinute = random(288) * 5;
    const endMinute = (random(288) + 1) * 5;
    return { startMinute, endMinute: endMinute === startMinute ? startMinute + 5 : endMinute };
  };
  const kinds = ["extra", "replaced", "blocked"] as const;
  return availabilityOf({
    zone,
    windows: Array.from({ length: 12 }, () => ({ weekday: random(7) + 1, ...randomWindow() })),
    overrides: Array.from({ length: 2 }, () => {
      const kind = kinds[random(3)] as (typeof kinds)[number];
      const date = new Date(aroundWall + (random(3) - 1) * DAY).toISOString().slice(0, 10);
      return { date, kind, windows: kind === "blocked" && random(2) === 0 ? [] : [randomWindow()] };
    }),
  });
}

/** The rule in words: does any window of this day, or one of the day before that runs over midnight, hold this wall time? */
function isOffered(availability: Availability, wall: number): boolean {
  const holds = (windowOf: DayWindow, day: number): boolean => {
    const start = day + windowOf.startMinute * MINUTE;
    const end = day + windowOf.endMinute * MINUTE + (windowOf.endMinute <= windowOf.startMinute ? DAY : 0);
    return start <= wall && wall < end;
  };
  let offered = false;
  for (const day of [Math.floor(wall / DAY) * DAY, Math.floor(wall / DAY) * DAY - DAY]) {
    const date = new Date(day).toISOString().slice(0, 10);
    const weekday = new Date(day).getUTCDay() || 7;
    const overrides = availability.overrides.filter((override) => override.date === date);
    const weekly = overrides.some(({ kind }) => kind === "replaced")
      ? []
      : availability.windows.filter((one) => one.weekday === weekday);
    const own = overrides.filter(({ kind }) => kind !== "blocked").flatMap(({ windows }) => windows);
    if ([...weekly, ...own].some((one) => holds(one, day))) offered = true;
    for (const { windows } of overrides.filter(({ kind }) => kind === "blocked")) {
      const blocked = windows.length === 0 ? [{ startMinute: 0, endMinute: 1440 }] : windows;
      if (blocked.some((one) => holds(one, day))) return false;
    }
  }
  return offered;
}
