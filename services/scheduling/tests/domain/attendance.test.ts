import { describe, expect, test } from "@jest/globals";
import { type AttendanceSettings, type Evidence, ruleAttendance } from "../../src/domain/attendance.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { DAY, END, MINUTE, START, presenceOf, sessionOf } from "./sample.ts";

const TELLING: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: true };
const SILENT: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: false };

const mentor = (from: number, to: number | null = null, change: Partial<Evidence> = {}) =>
  presenceOf("mentor-1", from, to, change);
const learner = (from: number, to: number | null = null, change: Partial<Evidence> = {}) =>
  presenceOf("mentee-1", from, to, change);
const absent = (personId: string, at: number) => presenceOf(personId, at, null, { kind: "absent", source: "by_hand" });

type Row = readonly [
  promise: string,
  state: SessionRecord["state"],
  evidence: Evidence[],
  settings: AttendanceSettings,
  minutes: number,
  next: SessionRecord["state"] | null,
  reason: string,
];

describe("what the evidence says", () => {
  test.each<Row>([
    [
      "before the start nothing is ruled, even when both wait",
      "scheduled",
      [mentor(-5), learner(-5)],
      TELLING,
      -1,
      null,
      "not_begun",
    ],
    [
      "at the start both who wait are there",
      "scheduled",
      [mentor(-5), learner(-5)],
      TELLING,
      0,
      "in_progress",
      "both_sides_there",
    ],
    [
      "whoever left before the start is not there",
      "scheduled",
      [mentor(-5), learner(-5, -1)],
      TELLING,
      0,
      null,
      "within_grace",
    ],
    ["one side alone waits through the grace period", "scheduled", [mentor(0)], TELLING, 9, null, "within_grace"],
    ["at its end the learner is missing", "scheduled", [mentor(0)], TELLING, 10, "learner_no_show", "learner_missing"],
    ["at its end the mentor is missing", "scheduled", [learner(0)], TELLING, 10, "mentor_no_show", "mentor_missing"],
    [
      "one side's evidence is enough where the provider is silent",
      "scheduled",
      [mentor(0, null, { source: "check_in" })],
      SILENT,
      10,
      "learner_no_show",
      "learner_missing",
    ],
    ["nobody came, and the provider would know", "scheduled", [], TELLING, 10, "mentor_no_show", "nobody_came"],
    ["nobody was seen, and nobody can know", "scheduled", [], SILENT, 10, null, "attendance_unknown"],
    ["nor at the end", "scheduled", [], SILENT, 45, null, "attendance_unknown"],
    [
      "joining at the last moment of grace is in time",
      "scheduled",
      [mentor(0), learner(10)],
      TELLING,
      10,
      "in_progress",
      "both_sides_there",
    ],
    [
      "a late join reopens a no-show of the learner",
      "learner_no_show",
      [mentor(0), learner(20)],
      TELLING,
      20,
      "in_progress",
      "both_sides_there",
    ],
    [
      "a late join reopens a no-show of the mentor",
      "mentor_no_show",
      [learner(0), mentor(44)],
      TELLING,
      44,
      "in_progress",
      "both_sides_there",
    ],
    [
      "a late join that is learnt after the end completes",
      "learner_no_show",
      [mentor(0), learner(20)],
      TELLING,
      60,
      "completed",
      "both_sides_came",
    ],
    [
      "joining at the end is too late",
      "learner_no_show",
      [mentor(0), learner(45)],
      TELLING,
      45,
      null,
      "learner_missing",
    ],
    [
      "a mentor who came to an empty room shifts the no-show",
      "mentor_no_show",
      [mentor(12)],
      TELLING,
      12,
      "learner_no_show",
      "learner_missing",
    ],
    [
      "at the end both who came have completed it",
      "in_progress",
      [mentor(0), learner(3)],
      TELLING,
      45,
      "completed",
      "both_sides_came",
    ],
    [
      "early leavers were there",
      "in_progress",
      [mentor(0, 12), learner(3, 20)],
      TELLING,
      45,
      "completed",
      "both_sides_came",
    ],
    [
      "who left and came back was there",
      "in_progress",
      [mentor(0), learner(0, 5), learner(30, 40)],
      TELLING,
      45,
      "completed",
      "both_sides_came",
    ],
    [
      "both came, but never at once: both came",
      "scheduled",
      [mentor(0, 10), learner(20)],
      TELLING,
      45,
      "completed",
      "both_sides_came",
    ],
    [
      "a session under way stays so until its end",
      "in_progress",
      [mentor(0, 12), learner(3, 20)],
      TELLING,
      44,
      null,
      "both_sides_there",
    ],
    [
      "never ruled before, decided at once after the end",
      "scheduled",
      [mentor(0), learner(0)],
      TELLING,
      600,
      "completed",
      "both_sides_came",
    ],
    ["a completed session is left alone", "completed", [mentor(0)], TELLING, 60, null, "already_completed"],
    ["a cancelled one too", "cancelled", [mentor(0), learner(0)], TELLING, 20, null, "cancelled"],
    [
      "evidence of strangers says nothing",
      "scheduled",
      [mentor(0), presenceOf("mentee-9", 0)],
      TELLING,
      10,
      "learner_no_show",
      "learner_missing",
    ],
    [
      "evidence that lies ahead says nothing yet",
      "scheduled",
      [mentor(0), learner(8)],
      TELLING,
      5,
      null,
      "within_grace",
    ],
    [
      "waiting for the time before a move does not count",
      "scheduled",
      [mentor(-5), learner(-5, null, { scheduleVersion: 0 })],
      TELLING,
      10,
      "learner_no_show",
      "learner_missing",
    ],
    [
      "an interval that lies within the session counts whenever it was told",
      "scheduled",
      [mentor(0), learner(1, 5, { scheduleVersion: 0, source: "provider" })],
      TELLING,
      10,
      "in_progress",
      "both_sides_there",
    ],
    [
      "a learner marked absent by hand is missing",
      "scheduled",
      [mentor(0), learner(2), absent("mentee-1", 5)],
      SILENT,
      10,
      "learner_no_show",
      "learner_missing",
    ],
    [
      "joining after the mark outweighs it",
      "learner_no_show",
      [mentor(0), absent("mentee-1", 5), learner(15)],
      SILENT,
      15,
      "in_progress",
      "both_sides_there",
    ],
    [
      "a mark alone does not judge the other side",
      "scheduled",
      [absent("mentee-1", 5)],
      SILENT,
      10,
      null,
      "attendance_unknown",
    ],
  ])("%s", (_promise, state, evidence, settings, minutes, next, reason) => {
    const ruling = ruleAttendance(sessionOf({ state }), evidence, START + minutes * MINUTE, settings);
    expect({ next: ruling.next, reason: ruling.reason }).toEqual({ next, reason });
  });

  test("evidence counts up to seven days after the end, however late it is looked at", () => {
    const session = sessionOf({ state: "learner_no_show" });
    const at = (recordedAt: number): string | null =>
      ruleAttendance(session, [mentor(0), learner(5, null, { recordedAt })], END + 30 * DAY, TELLING).next;
    expect(at(END + 7 * DAY - 1)).toBe("completed");
    expect(at(END + 7 * DAY)).toBeNull();
  });

  test("a grace period longer than the session ends with it", () => {
    const settings = { ...TELLING, graceMinutes: 90 };
    expect(ruleAttendance(sessionOf(), [mentor(0)], END - 1, settings).next).toBeNull();
    expect(ruleAttendance(sessionOf(), [mentor(0)], END, settings).next).toBe("learner_no_show");
  });

  test("a ruling names the evidence that it rests on, sorted", () => {
    const evidence = [
      learner(3, null, { id: "evidence-b" }),
      mentor(0, null, { id: "evidence-a" }),
      presenceOf("mentee-9", 0),
      learner(50),
    ];
    const ruling = ruleAttendance(sessionOf(), evidence, START + 10 * MINUTE, TELLING);
    expect(ruling.evidenceIds).toEqual(["evidence-a", "evidence-b"]);
  });
});
