import { expect, test } from "@jest/globals";
import { nextTurn } from "../../src/domain/session-turns.ts";
import { DAY, MINUTE } from "../../src/domain/time/instant.ts";

const start = Date.UTC(2027, 2, 1, 9);
const end = start + 45 * MINUTE;
const session = { startsAt: start, endsAt: end, zone: "UTC", localStart: start, zoneDataVersion: "2026a" };

test.each([
  ["long before it", start - DAY, start - 15 * MINUTE],
  ["at the very opening", start - 15 * MINUTE, start],
  ["at its beginning", start, start + 10 * MINUTE],
  ["after the grace period", start + 10 * MINUTE, end],
  ["at its end", end, end + 7 * DAY],
  ["when no ruling can be changed any more", end + 7 * DAY, null],
])("%s, the next moment that changes what may be done is the next one of its life", (_, now, next) => {
  expect(nextTurn(session, 10, now)).toBe(next);
});

test("a grace period longer than the session ends with it", () => {
  expect(nextTurn(session, 60, start)).toBe(end);
});
