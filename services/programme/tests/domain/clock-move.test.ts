import { describe, expect, test } from "@jest/globals";
import { assertTarget, type ClockStatus, nextStop, waitingServices } from "../../src/domain/clock-move.ts";
import { refusal } from "./refusal.ts";

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 1, hour));
const done: ClockStatus = {
  clockVersion: 3,
  nextDueAt: undefined,
  dueCount: 0,
  outboxCount: 0,
  publishedSequence: 10n,
  appliedSequence: 10n,
};

describe("the clock goes on", () => {
  test("when every service reports its version and nothing pending", () => {
    expect(waitingServices({ a: done, b: { ...done, publishedSequence: 4n } }, 3)).toEqual([]);
  });
  const waiting: [string, ClockStatus | undefined][] = [
    ["a service that does not answer", undefined],
    ["a service that has not heard of the move", { ...done, clockVersion: 2 }],
    ["something due", { ...done, dueCount: 1 }],
    ["an event that is not published", { ...done, outboxCount: 1 }],
    ["an event that is not applied", { ...done, appliedSequence: 9n }],
  ];
  test.each(waiting)("not before %s", (_what, status) => {
    expect(waitingServices({ a: done, b: status }, 3)).toEqual(["b"]);
  });
  test("not before an event of one service is applied by all others", () => {
    expect(waitingServices({ a: { ...done, publishedSequence: 12n, appliedSequence: 12n }, b: done }, 3)).toEqual([
      "b",
    ]);
  });
});

describe("the clock stops", () => {
  test("at the earliest of what is due anywhere", () => {
    const statuses = { a: { ...done, nextDueAt: at(9) }, b: { ...done, nextDueAt: at(8) }, c: done };
    expect(nextStop(statuses, at(12))).toEqual({ at: at(8), due: true });
  });
  test("at the target when nothing is due before it", () => {
    expect(nextStop({ a: { ...done, nextDueAt: at(13) } }, at(12))).toEqual({ at: at(12), due: false });
    expect(nextStop({ a: { ...done, nextDueAt: at(12) } }, at(12))).toEqual({ at: at(12), due: false });
    expect(nextStop({ a: done }, at(12))).toEqual({ at: at(12), due: false });
  });
});

describe("a target", () => {
  const day = 86_400_000;
  test("lies ahead, at most 366 days", () => {
    expect(() => assertTarget(new Date(at(0).getTime() + 1), at(0))).not.toThrow();
    expect(() => assertTarget(new Date(at(0).getTime() + 366 * day), at(0))).not.toThrow();
  });
  test.each([0, -1, 366 * day + 1])("is refused %d ms from now, with the tenant's now", (ms) => {
    const error = refusal(() => assertTarget(new Date(at(0).getTime() + ms), at(0)));
    expect(error).toMatchObject({ reason: "CLOCK_TARGET_REFUSED", metadata: { now: "2026-03-01T00:00:00.000Z" } });
  });
});
