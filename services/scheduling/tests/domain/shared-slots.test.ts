import { describe, expect, test } from "@jest/globals";
import type { Availability } from "../../src/domain/availability.ts";
import { type SlotQuestion, freeSlots, slotsOfAll, slotsOfAny } from "../../src/domain/free-slots.ts";
import { DAY, HOUR, MINUTE, availabilityOf, randomOf } from "./sample.ts";

const DAWN = Date.UTC(2026, 4, 6);
const WEEK = [1, 2, 3, 4, 5, 6, 7];

const hours = (from: number, to: number, more: Partial<Availability> = {}): Availability =>
  availabilityOf({
    zone: "UTC",
    windows: WEEK.map((weekday) => ({ weekday, startMinute: from * 60, endMinute: to * 60 })),
    slotStepMinutes: 60,
    sessionLengths: [60],
    ...more,
  });

const ask = (availability: Availability, more: Partial<SlotQuestion> = {}): SlotQuestion => ({
  availability,
  busy: [],
  lengthMinutes: 60,
  now: DAWN - DAY,
  from: DAWN,
  to: DAWN + DAY,
  ...more,
});

const at = (slots: readonly { startsAt: number }[]): number[] => slots.map((slot) => (slot.startsAt - DAWN) / HOUR);
const busy = (from: number, to: number) => [{ start: DAWN + from * HOUR, end: DAWN + to * HOUR }];

describe("all of several are free", () => {
  test.each<[string, SlotQuestion[], number[]]>([
    ["where their windows overlap", [ask(hours(9, 13)), ask(hours(11, 15))], [11, 12]],
    ["nowhere, when they never do", [ask(hours(9, 11)), ask(hours(11, 15))], []],
    ["nobody asked about is free never", [], []],
    ["one alone as ever", [ask(hours(9, 11))], [9, 10]],
    ["less what takes any of them", [ask(hours(9, 13), { busy: busy(10, 11) }), ask(hours(9, 13))], [9, 11, 12]],
    [
      "with each one's own buffers",
      [ask(hours(9, 13, { bufferAfterMinutes: 60 }), { busy: busy(10, 11) }), ask(hours(9, 13))],
      [12],
    ],
    [
      "less what takes the learners",
      [ask(hours(9, 13), { alsoBusy: busy(12, 13) }), ask(hours(9, 13), { alsoBusy: busy(12, 13) })],
      [9, 10, 11],
    ],
    ["on the steps of any of them", [ask(hours(9, 11)), ask(hours(9, 11, { slotStepMinutes: 30 }))], [9, 9.5, 10]],
    [
      "within the longest notice and the shortest horizon",
      [
        ask(hours(0, 24, { minimumNoticeMinutes: 30 * 60 })),
        ask(hours(0, 24, { horizonDays: 1 }), { now: DAWN - 16 * HOUR }),
      ],
      [6, 7, 8],
    ],
  ])("%s", (_when, questions, starts) => {
    expect(at(slotsOfAll(questions))).toEqual(starts);
  });

  test("exactly at the starts of one at which every other is free as well, for random windows and times taken", () => {
    const random = randomOf(7);
    for (let round = 0; round < 60; round += 1) {
      const questions = Array.from({ length: 3 }, () => {
        const from = random(12);
        const taken = Array.from({ length: 3 }, () => busy(random(24), 24)).map(([one]) => ({
          start: one?.start ?? 0,
          end: (one?.start ?? 0) + (random(4) + 1) * 30 * MINUTE,
        }));
        return ask(hours(from, from + 4 + random(8)), { busy: taken });
      });
      // All on the full hour: a start is shared exactly when each one has it.
      const each = questions.map((question) => new Set(at(freeSlots(question))));
      const shared = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => each.every((set) => set.has(hour)));
      expect(at(slotsOfAll(questions))).toEqual(shared);
    }
  });
});

describe("any of several is free", () => {
  test("each slot once, the earliest first, with those who are free at it", () => {
    const slots = slotsOfAny([ask(hours(11, 13)), ask(hours(9, 12)), ask(hours(9, 10), { lengthMinutes: 30 })]);
    expect(
      slots.map(({ startsAt, endsAt, who }) => [(startsAt - DAWN) / HOUR, (endsAt - startsAt) / MINUTE, who]),
    ).toEqual([
      [9, 30, [2]],
      [9, 60, [1]],
      [10, 60, [1]],
      [11, 60, [0, 1]],
      [12, 60, [0]],
    ]);
  });

  test("nobody, when nobody is asked about", () => {
    expect(slotsOfAny([])).toEqual([]);
  });
});
