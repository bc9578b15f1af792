import { describe, expect, test } from "@jest/globals";
import { type Availability, isSessionLength } from "../../src/domain/availability.ts";
import { availabilityProblems, requireGoodAvailability } from "../../src/domain/availability-problems.ts";
import { availabilityOf, refusalOf } from "./sample.ts";

const day = { startMinute: 540, endMinute: 600 };

describe("each field that breaks a rule is named by its path", () => {
  test.each<[string, Partial<Availability>, string[]]>([
    ["a good one has no problems", {}, []],
    ["a window over midnight is good", { windows: [{ weekday: 1, startMinute: 1320, endMinute: 120 }] }, []],
    ["a whole day is good", { windows: [{ weekday: 1, startMinute: 0, endMinute: 1440 }] }, []],
    ["no windows at all are good: nothing is offered", { windows: [] }, []],
    [
      "a blocked day without windows is good",
      { overrides: [{ date: "2026-12-24", kind: "blocked", windows: [] }] },
      [],
    ],
    ["a deprecated zone name is good", { zone: "Asia/Calcutta" }, []],
    ["an offset is no zone", { zone: "+02:00" }, ["zone"]],
    ["weekday 0", { windows: [{ weekday: 0, ...day }] }, ["windows[0].iso_weekday"]],
    [
      "weekday 8 in the second window",
      {
        windows: [
          { weekday: 1, ...day },
          { weekday: 8, ...day },
        ],
      },
      ["windows[1].iso_weekday"],
    ],
    ["a start at 24:00", { windows: [{ weekday: 1, startMinute: 1440, endMinute: 60 }] }, ["windows[0].start_minute"]],
    ["an end after 24:00", { windows: [{ weekday: 1, startMinute: 0, endMinute: 1441 }] }, ["windows[0].end_minute"]],
    [
      "a window that ends where it begins lasts a day, and is good",
      { windows: [{ weekday: 1, startMinute: 60, endMinute: 60 }] },
      [],
    ],
    ["an end at 0:00", { windows: [{ weekday: 1, startMinute: 60, endMinute: 0 }] }, ["windows[0].end_minute"]],
    ["half a minute", { windows: [{ weekday: 1, startMinute: 0.5, endMinute: 60 }] }, ["windows[0].start_minute"]],
    ["not a number", { windows: [{ weekday: Number.NaN, ...day }] }, ["windows[0].iso_weekday"]],
    [
      "a day that no calendar has",
      { overrides: [{ date: "2026-02-30", kind: "blocked", windows: [] }] },
      ["overrides[0].date"],
    ],
    [
      "an extra day without windows",
      { overrides: [{ date: "2026-02-28", kind: "extra", windows: [] }] },
      ["overrides[0].windows"],
    ],
    [
      "a replaced day without windows",
      { overrides: [{ date: "2026-02-28", kind: "replaced", windows: [] }] },
      ["overrides[0].windows"],
    ],
    [
      "a bad window of an override",
      { overrides: [{ date: "2026-02-28", kind: "extra", windows: [day, { startMinute: -1, endMinute: 60 }] }] },
      ["overrides[0].windows[1].start_minute"],
    ],
    ["a negative buffer", { bufferBeforeMinutes: -1 }, ["buffer_before"]],
    ["a huge buffer", { bufferAfterMinutes: 241 }, ["buffer_after"]],
    ["a negative notice", { minimumNoticeMinutes: -1 }, ["minimum_notice"]],
    ["no horizon", { horizonDays: 0 }, ["horizon_days"]],
    ["a step of nothing", { slotStepMinutes: 0 }, ["slot_step"]],
    ["a step of seven minutes", { slotStepMinutes: 7 }, ["slot_step"]],
    ["thirteen lengths", { sessionLengths: Array.from({ length: 13 }, (_, at) => 15 + at * 5) }, ["lengths"]],
    ["no length on offer", { sessionLengths: [] }, ["lengths"]],
    ["the same length twice", { sessionLengths: [45, 45] }, ["lengths"]],
    ["a length that no session may have", { sessionLengths: [45, 47] }, ["lengths[1]"]],
    ["too many windows", { windows: Array.from({ length: 101 }, () => ({ weekday: 1, ...day })) }, ["windows"]],
    [
      "several at once",
      { zone: "nowhere", horizonDays: 400, sessionLengths: [10] },
      ["zone", "horizon_days", "lengths[0]"],
    ],
  ])("%s", (_case, change, fields) => {
    const availability = availabilityOf(change);
    expect(availabilityProblems(availability).map((problem) => problem.field)).toEqual(fields);
    const refusal = refusalOf(() => requireGoodAvailability(availability));
    expect(refusal).toBe(fields.length === 0 ? "accepted" : "INVALID_ARGUMENT");
  });
});

test("a session lasts 15 to 240 minutes in steps of 5", () => {
  const good = Array.from({ length: 300 }, (_, minutes) => minutes).filter(isSessionLength);
  expect([good[0], good.at(-1), good.length]).toEqual([15, 240, 46]);
  expect(isSessionLength(17.5)).toBe(false);
});
