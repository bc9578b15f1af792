import { describe, expect, test } from "@jest/globals";
import { type Availability, type ProgrammeRules, availabilityIn } from "../../src/domain/availability.ts";
import { availabilityProblems } from "../../src/domain/availability-problems.ts";
import { closedIntervals, openIntervals } from "../../src/domain/open-intervals.ts";
import { sessionsOutside } from "../../src/domain/sessions-outside.ts";
import { DAY, HOUR, MINUTE, availabilityOf } from "./sample.ts";

const NOTHING: Omit<ProgrammeRules, "programmeId"> = {
  windows: null,
  bufferBeforeMinutes: null,
  bufferAfterMinutes: null,
  minimumNoticeMinutes: null,
  horizonDays: null,
  sessionLengths: null,
  slotStepMinutes: null,
};
const rules = (programmeId: string, own: Partial<ProgrammeRules> = {}): ProgrammeRules => ({
  ...NOTHING,
  ...own,
  programmeId,
});

describe("what a mentor offers in a programme", () => {
  const published = availabilityOf({
    bufferBeforeMinutes: 30,
    programmes: [rules("first", { bufferBeforeMinutes: 0, sessionLengths: [60], windows: [] }), rules("second")],
  });

  test("is what the programme's rules say, and else what holds everywhere", () => {
    const { programmes: _rules, ...general } = published;
    expect(availabilityIn(published, "first")).toMatchObject({
      ...general,
      bufferBeforeMinutes: 0,
      sessionLengths: [60],
      windows: [],
    });
    expect(availabilityIn(published, "second")).toEqual(published);
    expect(availabilityIn(published, "third")).toBe(published);
    expect(availabilityIn(published, null)).toBe(published);
  });

  test.each<[string, Partial<Availability>, string[]]>([
    ["a programme twice", { programmes: [rules("a"), rules("b"), rules("a")] }, ["programme_rules[2].programme_id"]],
    [
      "a buffer of five hours",
      { programmes: [rules("a", { bufferAfterMinutes: 300 })] },
      ["programme_rules[0].buffer_after"],
    ],
    ["no horizon", { programmes: [rules("a", { horizonDays: 0 })] }, ["programme_rules[0].horizon_days"]],
    ["no length", { programmes: [rules("a", { sessionLengths: [] })] }, ["programme_rules[0].lengths"]],
    [
      "a window on no day",
      { programmes: [rules("a", { windows: [{ weekday: 9, startMinute: 0, endMinute: 60 }] })] },
      ["programme_rules[0].windows[0].iso_weekday"],
    ],
    [
      "fifty-one programmes",
      { programmes: Array.from({ length: 51 }, (_, at) => rules(`p${at}`)) },
      ["programme_rules"],
    ],
    ["a good absence", { outOfOffice: [{ from: "2026-08-01T00:00", to: "2027-08-02T00:00" }] }, []],
    [
      "an absence too long",
      { outOfOffice: [{ from: "2026-08-01T00:00", to: "2027-08-02T00:01" }] },
      ["out_of_office[0].to_local"],
    ],
    [
      "an absence of no length",
      { outOfOffice: [{ from: "2026-08-01T00:00", to: "2026-08-01T00:00" }] },
      ["out_of_office[0].to_local"],
    ],
    [
      "no such day",
      { outOfOffice: [{ from: "2026-02-30T00:00", to: "2026-03-01T00:00" }] },
      ["out_of_office[0].from_local"],
    ],
    [
      "a hundred and one absences",
      { outOfOffice: Array.from({ length: 101 }, () => ({ from: "2026-08-01T00:00", to: "2026-08-02T00:00" })) },
      ["out_of_office"],
    ],
  ])("%s", (_case, change, fields) => {
    expect(availabilityProblems(availabilityOf(change)).map(({ field }) => field)).toEqual(fields);
  });
});

describe("an absence", () => {
  const always = availabilityOf({
    windows: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startMinute: 0, endMinute: 1_440 })),
  });
  const away = { ...always, outOfOffice: [{ from: "2026-10-25T02:30", to: "2026-10-26T12:00" }] };
  const [from, to] = [Date.parse("2026-10-24T00:00Z"), Date.parse("2026-10-28T00:00Z")];
  const told = (intervals: readonly { start: number; end: number }[]) =>
    intervals.map(
      ({ start, end }) => `${new Date(start).toISOString().slice(8, 16)} ${new Date(end).toISOString().slice(8, 16)}`,
    );

  test("takes away every instant whose wall clock lies in it, in both passes of a fold", () => {
    // 02:30 is at 00:30 and, once more, at 01:30 UTC; between them the clock goes back to 02:00.
    expect(told(openIntervals(away, from, to))).toEqual([
      "24T00:00 25T00:30",
      "25T01:00 25T01:30",
      "26T11:00 28T00:00",
    ]);
    expect(told(closedIntervals(away, from, to))).toEqual(["25T00:30 25T01:00", "25T01:30 26T11:00"]);
  });

  test("is as good as none where it does not reach", () => {
    expect(openIntervals(away, to, to + DAY)).toEqual(openIntervals(always, to, to + DAY));
    expect(closedIntervals(away, to, to + DAY)).toEqual([]);
    expect(closedIntervals(away, to, to)).toEqual([]);
  });

  test("that began long before still goes on, and blocked dates are told beside it", () => {
    const long = { ...always, outOfOffice: [{ from: "2026-01-01T00:00", to: "2026-12-31T00:00" }] };
    expect(openIntervals(long, from, to)).toEqual([]);
    const blocked = availabilityOf({
      overrides: [{ date: "2026-10-26", kind: "blocked", windows: [{ startMinute: 1_380, endMinute: 60 }] }],
    });
    expect(told(closedIntervals(blocked, from, to))).toEqual(["26T22:00 27T00:00"]);
  });
});

describe("sessions that lie outside", () => {
  const wednesday = Date.parse("2026-05-06T08:00Z");
  const session = (programmeId: string, startHours: number, minutes = 60) => ({
    programmeId,
    start: wednesday + startHours * HOUR,
    end: wednesday + startHours * HOUR + minutes * MINUTE,
  });

  test("are those that the windows of their own programme do not hold whole", () => {
    const late = [{ weekday: 3, startMinute: 1_080, endMinute: 1_200 }];
    const offered = availabilityOf({ programmes: [rules("late", { windows: late })] });
    const sessions = [
      session("day", 0),
      session("day", 8.5),
      session("late", 0),
      session("late", 8.5),
      session("day", -1.5),
    ];
    expect(sessionsOutside(offered, sessions)).toEqual([sessions[1], sessions[2], sessions[4]]);
  });
});
