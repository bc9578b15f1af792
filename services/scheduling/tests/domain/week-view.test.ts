import { describe, expect, test } from "@jest/globals";
import type { Availability } from "../../src/domain/availability.ts";
import { type WeekQuestion, mondayOf, weekView } from "../../src/domain/week-view.ts";
import { DAY, HOUR, availabilityOf } from "./sample.ts";

const MONDAY = Date.UTC(2026, 4, 4);
const WEEK = [1, 2, 3, 4, 5, 6, 7];

const view = (change: Partial<Availability>, more: Partial<WeekQuestion> = {}, monday = MONDAY) =>
  weekView(
    { availability: availabilityOf({ zone: "UTC", ...change }), sessions: [], busy: [], now: monday - DAY, ...more },
    monday,
  );

/** The parts of a day in hours from its midnight in UTC. */
const partsOf = (days: ReturnType<typeof view>, index: number, monday = MONDAY): string[] =>
  days[index]?.parts.map(({ start, end, state, sessionId }) => {
    const hour = (at: number) => (at - monday - index * DAY) / HOUR;
    return `${hour(start)}-${hour(end)} ${state}${sessionId === null ? "" : ` ${sessionId}`}`;
  }) ?? [];

const taken = (from: number, to: number) => ({ start: MONDAY + from * HOUR, end: MONDAY + to * HOUR });

test.each([
  ["2026-05-04", "2026-05-04"],
  ["2026-05-10", "2026-05-04"],
  ["2026-03-01", "2026-02-23"],
  ["2027-01-01", "2026-12-28"],
])("the Monday of the week of %s is %s", (date, monday) => {
  expect(mondayOf(Date.parse(`${date}T13:00Z`))).toBe(Date.parse(monday));
});

describe("the parts of a day", () => {
  test.each<[string, Partial<Availability>, Partial<WeekQuestion>, string[]]>([
    ["free where offered", {}, {}, ["9-17 free"]],
    ["nothing where nothing is offered", { windows: [] }, {}, []],
    [
      "booked by a session, free around it",
      {},
      { sessions: [{ id: "s", ...taken(10, 11) }], busy: [taken(10, 11)] },
      ["9-10 free", "10-11 booked s", "11-17 free"],
    ],
    [
      "booked outside the windows too",
      {},
      { sessions: [{ id: "s", ...taken(7, 8) }], busy: [taken(7, 8)] },
      ["7-8 booked s", "9-17 free"],
    ],
    [
      "not free where buffers are kept",
      { bufferBeforeMinutes: 30 },
      { sessions: [{ id: "s", ...taken(10, 11) }], busy: [taken(10, 11)] },
      ["9-9.5 free", "9.5-10 not_free", "10-11 booked s", "11-11.5 not_free", "11.5-17 free"],
    ],
    [
      "not free where somebody holds it, and no more is said",
      {},
      { busy: [taken(10, 11)] },
      ["9-10 free", "10-11 not_free", "11-17 free"],
    ],
    ["a hold outside the windows is nobody's business", {}, { busy: [taken(7, 8)] }, ["9-17 free"]],
    [
      "blocked where it is blocked, offered or not",
      { overrides: [{ date: "2026-05-04", kind: "blocked", windows: [{ startMinute: 480, endMinute: 600 }] }] },
      {},
      ["8-10 blocked", "10-17 free"],
    ],
    [
      "a session wins over what is blocked",
      { outOfOffice: [{ from: "2026-05-04T08:00", to: "2026-05-04T12:00" }] },
      { sessions: [{ id: "s", ...taken(9, 10) }], busy: [taken(9, 10)] },
      ["8-9 blocked", "9-10 booked s", "10-12 blocked", "12-17 free"],
    ],
    [
      "too near is not free",
      { minimumNoticeMinutes: 120 },
      { now: MONDAY + 10 * HOUR },
      ["9-12 not_free", "12-17 free"],
    ],
    ["too far is not free", { horizonDays: 1 }, { now: MONDAY - 12 * HOUR }, ["9-12 free", "12-17 not_free"]],
    [
      "sessions that touch stay two",
      {},
      {
        sessions: [
          { id: "s", ...taken(9, 10) },
          { id: "t", ...taken(10, 11) },
        ],
        busy: [taken(9, 11)],
      },
      ["9-10 booked s", "10-11 booked t", "11-17 free"],
    ],
  ])("%s", (_promise, change, more, parts) => {
    expect(partsOf(view(change, more), 0)).toEqual(parts);
  });

  test("what goes on over midnight is cut there", () => {
    const days = view({ windows: [{ weekday: 1, startMinute: 1_320, endMinute: 120 }] });
    expect([partsOf(days, 0), partsOf(days, 1)]).toEqual([["22-24 free"], ["0-2 free"]]);
  });

  test("the Sunday of the week before reaches into its Monday, and its Sunday ends with it", () => {
    const days = view({ windows: [{ weekday: 7, startMinute: 1_320, endMinute: 120 }] });
    expect([partsOf(days, 0), partsOf(days, 6)]).toEqual([["0-2 free"], ["22-24 free"]]);
  });
});

describe("days of clock changes", () => {
  const whole = { windows: WEEK.map((weekday) => ({ weekday, startMinute: 0, endMinute: 1_440 })), horizonDays: 366 };
  const lengthsIn = (zone: string, monday: string) => {
    const days = view({ ...whole, zone }, {}, Date.parse(monday));
    return days.map(({ clockChangeDay, parts }) => {
      const hours = parts.reduce((sum, { start, end }) => sum + (end - start) / HOUR, 0);
      return clockChangeDay ? `${hours}*` : `${hours}`;
    });
  };

  test.each([
    ["Europe/Berlin", "2026-03-23", ["24", "24", "24", "24", "24", "24", "23*"]],
    ["Europe/Berlin", "2026-10-19", ["24", "24", "24", "24", "24", "24", "25*"]],
    ["Australia/Lord_Howe", "2026-03-30", ["24", "24", "24", "24", "24", "24", "24.5*"]],
    ["Antarctica/Troll", "2026-10-19", ["24", "24", "24", "24", "24", "24", "26*"]],
    ["Asia/Kathmandu", "2026-10-19", ["24", "24", "24", "24", "24", "24", "24"]],
    // Samoa had no Friday in that week.
    ["Pacific/Apia", "2011-12-26", ["24", "24", "24", "24", "0*", "24", "24"]],
  ])("in %s the week of %s is so many hours long", (zone, monday, lengths) => {
    expect(lengthsIn(zone, monday)).toEqual(lengths);
  });
});
