import { describe, expect, test } from "@jest/globals";
import type { Availability } from "../../src/domain/availability.ts";
import { type FitQuestion, firstBrokenRule, fits, requireFit } from "../../src/domain/availability-fit.ts";
import { DAY, HOUR, MINUTE, START, availabilityOf } from "./sample.ts";

function ask(change: Partial<FitQuestion> = {}, availability: Partial<Availability> | null = {}): FitQuestion {
  return {
    availability:
      availability === null
        ? null
        : availabilityOf({ bufferAfterMinutes: 10, minimumNoticeMinutes: 60, horizonDays: 56, ...availability }),
    busy: [],
    startsAt: START,
    lengthMinutes: 45,
    now: START - DAY,
    ...change,
  };
}

const busyAt = (from: number, to: number) => [{ start: START + from * MINUTE, end: START + to * MINUTE }];

describe("the first rule that a wished time breaks", () => {
  test.each<[string, FitQuestion, string | null]>([
    ["none", ask(), null],
    ["nothing is published", ask({}, null), "no_availability"],
    ["the length is not on offer", ask({ lengthMinutes: 50 }), "length"],
    ["exactly at the notice is in time", ask({ now: START - HOUR }), null],
    ["a minute later is too late", ask({ now: START - HOUR + MINUTE }), "notice"],
    ["exactly at the horizon is in reach", ask({ now: START - 56 * DAY }), null],
    ["a minute further is not", ask({ now: START - 56 * DAY - MINUTE }), "horizon"],
    ["before the window", ask({ startsAt: START - 61 * MINUTE }), "window"],
    ["from the window's beginning", ask({ startsAt: START - 60 * MINUTE }), null],
    ["to the window's end", ask({ startsAt: START + 6 * HOUR + 15 * MINUTE }), null],
    ["past the window's end", ask({ startsAt: START + 6 * HOUR + 16 * MINUTE }), "window"],
    [
      "a blocked part in the middle",
      ask(
        {},
        { overrides: [{ date: "2026-05-06", kind: "blocked", windows: [{ startMinute: 610, endMinute: 615 }] }] },
      ),
      "window",
    ],
    ["between two slots' steps", ask({ startsAt: START + 7 * MINUTE }), null],
    ["the mentor is taken", ask({ busy: busyAt(10, 20) }), "buffer"],
    ["within the buffer after another session", ask({ busy: busyAt(-60, -9) }), "buffer"],
    ["just after that buffer", ask({ busy: busyAt(-60, -10) }), null],
    ["its own buffer would reach into the next session", ask({ busy: busyAt(54, 90) }), "buffer"],
    ["its own buffer just fits", ask({ busy: busyAt(55, 90) }), null],
  ])("%s", (_case, question, rule) => {
    const fit = fits(question);
    expect(fit.fits ? null : fit.rule).toBe(rule);
    expect(firstBrokenRule([ask(), question])).toBe(rule);
  });
});

test("a refusal names the rule and the three nearest starts", () => {
  expect(() => requireFit(ask({ startsAt: START + 7 * HOUR }))).toThrow(
    expect.objectContaining({
      reason: "OUTSIDE_AVAILABILITY",
      metadata: {
        rule: "window",
        nearest_free: "2026-05-06T14:15:00.000Z,2026-05-06T14:00:00.000Z,2026-05-06T13:45:00.000Z",
      },
    }),
  );
});

test("a refusal for a buffer says no more than that the time is taken", () => {
  expect(() => requireFit(ask({ busy: busyAt(10, 20) }))).toThrow(
    expect.objectContaining({
      reason: "SLOT_TAKEN",
      metadata: { nearest_free: "2026-05-06T08:30:00.000Z,2026-05-06T07:15:00.000Z,2026-05-06T08:45:00.000Z" },
    }),
  );
});

test("without any availability there is no nearest start to name", () => {
  expect(() => requireFit(ask({}, null))).toThrow(
    expect.objectContaining({ metadata: { rule: "no_availability", nearest_free: "" } }),
  );
});
