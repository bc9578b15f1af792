import { expect, test } from "@jest/globals";
import type { Interval } from "../../src/domain/time/instant.ts";
import { overlaps } from "../../src/domain/time/instant.ts";
import {
  clipIntervals,
  intersectIntervals,
  mergeIntervals,
  subtractIntervals,
} from "../../src/domain/time/intervals.ts";
import { randomOf } from "./sample.ts";

const asSet = (intervals: readonly Interval[]): string =>
  Array.from({ length: 60 }, (_, at) => (intervals.some(({ start, end }) => start <= at && at < end) ? "x" : ".")).join(
    "",
  );

const isTidy = (intervals: readonly Interval[]): boolean =>
  intervals.every(
    ({ start, end }, index) => start < end && (index === 0 || (intervals[index - 1] as Interval).end < start),
  );

test("merging, subtracting and intersecting agree with sets of single points, and answer tidy stretches", () => {
  const random = randomOf(7);
  const some = (): Interval[] =>
    Array.from({ length: random(8) }, () => {
      const start = random(50);
      return { start, end: start + random(10) };
    });
  for (let round = 0; round < 2_000; round += 1) {
    const one = some();
    const other = some();
    const points = (keep: (a: boolean, b: boolean) => boolean): string =>
      Array.from(asSet(one))
        .map((point, at) => (keep(point === "x", asSet(other)[at] === "x") ? "x" : "."))
        .join("");
    const answers = [mergeIntervals(one), subtractIntervals(one, other), intersectIntervals(one, other)];
    expect(answers.map(asSet)).toEqual([asSet(one), points((a, b) => a && !b), points((a, b) => a && b)]);
    expect(answers.every(isTidy)).toBe(true);
    expect(asSet(clipIntervals(one, 10, 20))).toBe(
      Array.from(asSet(one))
        .map((p, at) => (at >= 10 && at < 20 ? p : "."))
        .join(""),
    );
  }
});

test("stretches that only touch do not overlap", () => {
  expect(overlaps({ start: 1, end: 2 }, { start: 2, end: 3 })).toBe(false);
  expect(overlaps({ start: 1, end: 3 }, { start: 2, end: 3 })).toBe(true);
});
