import { describe, expect, test } from "@jest/globals";
import type { Availability } from "../../src/domain/availability.ts";
import { freeSlots, nearestFreeSlots } from "../../src/domain/free-slots.ts";
import { isClockChangeDay, slotSides } from "../../src/domain/slot-zones.ts";
import { openIntervals } from "../../src/domain/open-intervals.ts";
import type { Interval } from "../../src/domain/time/instant.ts";
import { formatWallTime } from "../../src/domain/time/calendar.ts";
import { instantToLocal } from "../../src/domain/time/local-time.ts";
import { DAY, HOUR, MINUTE, availabilityOf, randomOf } from "./sample.ts";

type Case = {
  readonly availability?: Partial<Availability>;
  readonly busy?: readonly Interval[];
  readonly alsoBusy?: readonly Interval[];
  readonly length?: number;
  readonly now?: string;
  readonly from: string;
  readonly to: string;
};

/** The wall times of the mentor at which slots begin. */
function startsOf(given: Case): string[] {
  const availability = availabilityOf({ slotStepMinutes: 30, ...given.availability });
  return freeSlots({
    availability,
    busy: given.busy ?? [],
    alsoBusy: given.alsoBusy ?? [],
    lengthMinutes: given.length ?? 45,
    now: Date.parse(given.now ?? "2026-01-01T00:00:00Z"),
    from: Date.parse(given.from),
    to: Date.parse(given.to),
  }).map((slot) => formatWallTime(instantToLocal(availability.zone, slot.startsAt).wall).slice(11));
}

const at = (from: string, to: string): Interval => ({
  start: Date.parse(`2026-05-06T${from}:00Z`),
  end: Date.parse(`2026-05-06T${to}:00Z`),
});
const morning: Partial<Availability> = {
  windows: [{ weekday: 3, startMinute: 540, endMinute: 720 }],
  horizonDays: 366,
};
const nights = (step: number): Partial<Availability> => ({
  windows: [{ weekday: 7, startMinute: 60, endMinute: 270 }],
  horizonDays: 366,
  slotStepMinutes: step,
});
const wednesday = { from: "2026-05-06T00:00:00Z", to: "2026-05-07T00:00:00Z" };

describe("slots of a day", () => {
  test.each<[string, Case, string[]]>([
    [
      "begin at the window's steps and end within it",
      { availability: morning, ...wednesday },
      ["09:00", "09:30", "10:00", "10:30", "11:00"],
    ],
    [
      "a slot may end with its window",
      { availability: morning, length: 60, ...wednesday },
      ["09:00", "09:30", "10:00", "10:30", "11:00"],
    ],
    [
      "a session in between takes what it overlaps",
      { availability: morning, busy: [at("07:30", "08:15")], ...wednesday },
      ["10:30", "11:00"],
    ],
    [
      "a slot may begin when a session ends",
      { availability: morning, busy: [at("07:00", "08:00")], ...wednesday },
      ["10:00", "10:30", "11:00"],
    ],
    [
      "the buffer after is kept",
      { availability: { ...morning, bufferAfterMinutes: 5 }, busy: [at("07:00", "08:00")], ...wednesday },
      ["10:30", "11:00"],
    ],
    [
      "the buffer before is kept on both sides of a session",
      { availability: { ...morning, bufferBeforeMinutes: 20 }, busy: [at("08:00", "08:10")], ...wednesday },
      ["10:30", "11:00"],
    ],
    [
      "what fits exactly between two buffers is free",
      {
        availability: { ...morning, bufferBeforeMinutes: 15 },
        busy: [at("06:00", "06:45"), at("08:00", "09:00")],
        ...wednesday,
      },
      ["09:00"],
    ],
    [
      "others' busy time has no buffer",
      { availability: { ...morning, bufferBeforeMinutes: 20 }, alsoBusy: [at("08:00", "08:30")], ...wednesday },
      ["09:00", "10:30", "11:00"],
    ],
    [
      "only starts in the range are answered",
      { availability: morning, from: "2026-05-06T07:30:00Z", to: "2026-05-06T08:30:00Z" },
      ["09:30", "10:00"],
    ],
    [
      "a range that begins between steps waits for the next",
      { availability: morning, from: "2026-05-06T07:01:00Z", to: "2026-05-06T08:01:00Z" },
      ["09:30", "10:00"],
    ],
    [
      "notice is kept, to the minute",
      { availability: { ...morning, minimumNoticeMinutes: 60 }, now: "2026-05-06T07:00:00Z", ...wednesday },
      ["10:00", "10:30", "11:00"],
    ],
    [
      "the horizon is kept, to the minute",
      { availability: { ...morning, horizonDays: 1 }, now: "2026-05-05T08:00:00Z", ...wednesday },
      ["09:00", "09:30", "10:00"],
    ],
    [
      "an adjoining window continues the slot",
      {
        availability: {
          windows: [
            { weekday: 3, startMinute: 540, endMinute: 570 },
            { weekday: 3, startMinute: 570, endMinute: 600 },
          ],
          horizonDays: 366,
        },
        ...wednesday,
      },
      ["09:00"],
    ],
    [
      "overlapping windows offer a start once",
      {
        availability: {
          windows: [
            { weekday: 3, startMinute: 540, endMinute: 630 },
            { weekday: 3, startMinute: 570, endMinute: 660 },
          ],
          horizonDays: 366,
        },
        ...wednesday,
      },
      ["09:00", "09:30", "10:00"],
    ],
    [
      "steps count from the window, not from the hour",
      { availability: { windows: [{ weekday: 3, startMinute: 550, endMinute: 640 }], horizonDays: 366 }, ...wednesday },
      ["09:10", "09:40"],
    ],
    ["a past range has none", { availability: morning, now: "2026-06-01T00:00:00Z", ...wednesday }, []],
    [
      "on a gap day the skipped hour has none and the others keep their minutes",
      { availability: nights(30), length: 30, from: "2026-03-28T20:00:00Z", to: "2026-03-29T20:00:00Z" },
      ["01:00", "01:30", "03:00", "03:30", "04:00"],
    ],
    [
      "on a fold day the repeated hour has them twice",
      { availability: nights(30), length: 30, from: "2026-10-24T20:00:00Z", to: "2026-10-25T20:00:00Z" },
      ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30", "04:00"],
    ],
    [
      "a slot may run through the fold",
      { availability: nights(60), length: 60, from: "2026-10-24T20:00:00Z", to: "2026-10-25T20:00:00Z" },
      ["01:00", "02:00", "02:00", "03:00"],
    ],
    [
      "after a half-hour gap the steps still count from the window",
      {
        availability: { ...nights(60), zone: "Australia/Lord_Howe" },
        length: 30,
        from: "2026-10-03T10:00:00Z",
        to: "2026-10-04T10:00:00Z",
      },
      ["01:00", "03:00", "04:00"],
    ],
    [
      "after a half-hour fold too",
      {
        availability: { ...nights(60), zone: "Australia/Lord_Howe" },
        length: 30,
        from: "2026-04-04T10:00:00Z",
        to: "2026-04-05T10:00:00Z",
      },
      ["01:00", "02:00", "03:00", "04:00"],
    ],
  ])("%s", (_promise, given, starts) => {
    expect(startsOf(given)).toEqual(starts);
  });
});

test("no slot ever lies outside the open time, touches a buffer or misses the steps, and none is forgotten", () => {
  const random = randomOf(11);
  const zones = ["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Antarctica/Troll"];
  for (let round = 0; round < 120; round += 1) {
    const zone = zones[random(zones.length)] as string;
    const from = Date.UTC(2026, [2, 3, 8, 9][random(4)] as number, 1 + random(28));
    const to = from + 4 * DAY;
    const buffer = random(3) * 10;
    const availability = availabilityOf({
      zone,
      windows: Array.from({ length: 10 }, () => {
        const startMinute = random(280) * 5;
        return {
          weekday: random(7) + 1,
          startMinute,
          endMinute: startMinute + 5 + random(20) * 5 > 1440 ? 60 : startMinute + 5 + random(20) * 5,
        };
      }).filter((one) => one.startMinute !== one.endMinute),
      bufferBeforeMinutes: buffer,
      slotStepMinutes: 15,
      minimumNoticeMinutes: 0,
      horizonDays: 366,
    });
    const busy = Array.from({ length: 5 }, () => {
      const start = from + random(96) * HOUR;
      return { start, end: start + 30 * MINUTE };
    });
    const length = 30 * MINUTE;
    const found = freeSlots({ availability, busy, lengthMinutes: 30, now: from - DAY, from, to }).map(
      (slot) => slot.startsAt,
    );
    const open = openIntervals(availability, from, to + length);
    const expected: number[] = [];
    for (let start = from; start < to; start += 5 * MINUTE) {
      const isOpen = open.some((one) => one.start <= start && start + length <= one.end);
      const isClear = busy.every(
        (one) => start + length + buffer * MINUTE <= one.start || one.end + buffer * MINUTE <= start,
      );
      if (isOpen && isClear && isOnStep(availability, start)) expected.push(start);
    }
    expect({ availability, found }).toEqual({ availability, found: expected });
  }
});

function isOnStep(availability: Availability, start: number): boolean {
  const { wall } = instantToLocal(availability.zone, start);
  return availability.windows.some((window) =>
    [0, 1].some((daysAgo) => {
      const day = Math.floor(wall / DAY) * DAY - daysAgo * DAY;
      const begins = day + window.startMinute * MINUTE;
      const ends = day + window.endMinute * MINUTE + (window.endMinute <= window.startMinute ? DAY : 0);
      const weekday = new Date(day).getUTCDay() || 7;
      return weekday === window.weekday && begins <= wall && wall < ends && (wall - begins) % (15 * MINUTE) === 0;
    }),
  );
}

describe("the slots nearest to a wish", () => {
  const question = {
    availability: availabilityOf(morning),
    busy: [] as Interval[],
    lengthMinutes: 45,
    now: Date.parse("2026-05-01T00:00:00Z"),
    count: 3,
  };
  const near = (wished: string, busy: Interval[] = []): string[] =>
    nearestFreeSlots({ ...question, wished: Date.parse(wished), busy }).map((slot) =>
      new Date(slot.startsAt).toISOString().slice(5, 16),
    );

  test("come nearest first, the earlier of two that are equally near", () => {
    expect(near("2026-05-06T08:00:00Z", [at("08:00", "08:05")])).toEqual(["05-06T08:15", "05-06T08:30", "05-06T07:15"]);
    expect(near("2026-05-06T08:00:00Z", [at("08:00", "08:15")])).toEqual(["05-06T08:15", "05-06T08:30", "05-06T07:15"]);
    expect(near("2026-05-06T08:00:00Z")).toEqual(["05-06T08:00", "05-06T07:45", "05-06T08:15"]);
  });

  test("are looked for up to two weeks away when the day is full", () => {
    expect(near("2026-05-06T08:00:00Z", [at("06:00", "11:00")])).toEqual(["05-13T07:00", "05-13T07:15", "05-13T07:30"]);
  });

  test("are none when nothing is offered", () => {
    expect(
      nearestFreeSlots({ ...question, availability: availabilityOf({ windows: [] }), wished: question.now }),
    ).toEqual([]);
  });
});

describe("a slot in a zone", () => {
  test("has its offset and the mark of a clock change, also where the clocks change between slots", () => {
    const slots = ["2026-10-24T21:45Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-10-26T08:00Z"].map((text) => {
      const startsAt = Date.parse(text);
      return { startsAt, endsAt: startsAt + 45 * MINUTE };
    });
    expect(slotSides(slots, "Europe/Berlin")).toEqual([
      { zone: "Europe/Berlin", offsetMinutes: 120, clockChangeDay: false },
      { zone: "Europe/Berlin", offsetMinutes: 120, clockChangeDay: true },
      { zone: "Europe/Berlin", offsetMinutes: 60, clockChangeDay: true },
      { zone: "Europe/Berlin", offsetMinutes: 60, clockChangeDay: false },
    ]);
    expect(slotSides([], "Europe/Berlin")).toEqual([]);
  });

  test.each([
    ["Europe/Berlin", "2026-10-24T21:59:00Z", false],
    ["Europe/Berlin", "2026-10-24T22:00:00Z", true],
    ["Europe/Berlin", "2026-10-25T22:59:00Z", true],
    ["Europe/Berlin", "2026-10-25T23:00:00Z", false],
    ["America/Santiago", "2026-09-06T03:59:00Z", false],
    ["America/Santiago", "2026-09-06T04:00:00Z", true],
    ["Asia/Kathmandu", "2026-10-25T12:00:00Z", false],
  ])("in %s the day of %s is a day of a clock change: %s", (zone, instant, isChange) => {
    expect(isClockChangeDay(zone, Date.parse(instant))).toBe(isChange);
  });
});
