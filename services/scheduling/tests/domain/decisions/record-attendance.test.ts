import { describe, expect, test } from "@jest/globals";
import type { Participant } from "../../../src/domain/actor.ts";
import { type Evidence, attendanceOf, ruleAttendance } from "../../../src/domain/attendance.ts";
import { decideSession } from "../../../src/domain/decisions/decide-session.ts";
import type { AttendanceMark, NewEvidence } from "../../../src/domain/decisions/decision.ts";
import type { Ruling, SessionRecord } from "../../../src/domain/session.ts";
import {
  ACTORS,
  DAY,
  END,
  LEARNER,
  MENTOR,
  MINUTE,
  SETTINGS,
  START,
  presenceOf,
  refusalOf,
  sessionOf,
} from "../sample.ts";

const SILENT = { graceMinutes: 10, providerReportsEvents: false };
const present = (personId: string, ...intervals: [number, number | null][]): AttendanceMark => ({
  personId,
  kind: "present",
  intervals: intervals.map(([from, to]) => ({
    from: START + from * MINUTE,
    to: to === null ? null : START + to * MINUTE,
  })),
});
const absent = (personId: string): AttendanceMark => ({ personId, kind: "absent", intervals: [] });
const record = (
  marks: readonly AttendanceMark[],
  session: SessionRecord = sessionOf(),
  now = END,
  evidence: readonly Evidence[] = [],
) =>
  decideSession(
    session,
    { kind: "record_attendance", marks, evidence, settings: SILENT },
    ACTORS.mentor,
    now,
    SETTINGS,
  );
const keep = (evidence: readonly NewEvidence[], recordedAt: number): Evidence[] =>
  evidence.map((one, index) => ({ ...one, id: `mark-${recordedAt}-${index}`, recordedAt }));
const presences = (evidence: readonly Evidence[], session = sessionOf(), now = END) =>
  attendanceOf(session, evidence, now, SILENT).map((one) => one.presence);

const second: Participant = { personId: "mentee-2", role: "mentee", matchId: "match-2" };
const coMentor: Participant = { personId: "mentor-2", role: "mentor", matchId: null };

describe("what is recorded by hand is evidence, and the rule speaks by it", () => {
  test.each<[string, SessionRecord, AttendanceMark[], string | null]>([
    ["both were there", sessionOf(), [present("mentor-1"), present("mentee-1")], "completed"],
    ["an early leaver was there", sessionOf(), [present("mentor-1"), present("mentee-1", [0, 4])], "completed"],
    [
      "who left and came back was there",
      sessionOf(),
      [present("mentor-1"), present("mentee-1", [0, 4], [30, null])],
      "completed",
    ],
    ["the learner was not", sessionOf(), [present("mentor-1"), absent("mentee-1")], "learner_no_show"],
    ["the mentor was not", sessionOf(), [absent("mentor-1"), present("mentee-1")], "mentor_no_show"],
    ["both were not: the mentor's", sessionOf(), [absent("mentor-1"), absent("mentee-1")], "mentor_no_show"],
    ["one absence leaves the other unknown", sessionOf(), [absent("mentee-1")], null],
    [
      "a group with one of two learners is held",
      sessionOf({ participants: [MENTOR, LEARNER, second] }),
      [present("mentor-1"), absent("mentee-1"), present("mentee-2")],
      "completed",
    ],
    [
      "a group without any is the learners' no-show",
      sessionOf({ participants: [MENTOR, LEARNER, second] }),
      [present("mentor-1"), absent("mentee-1"), absent("mentee-2")],
      "learner_no_show",
    ],
    [
      "a group of which nothing is known of one learner, and the other came, is held",
      sessionOf({ participants: [MENTOR, LEARNER, second] }),
      [present("mentor-1"), present("mentee-2")],
      "completed",
    ],
    [
      "a panel with one of two mentors is held",
      sessionOf({ participants: [MENTOR, coMentor, LEARNER] }),
      [absent("mentor-1"), present("mentor-2"), present("mentee-1")],
      "completed",
    ],
    [
      "a panel without any is the mentors' no-show",
      sessionOf({ participants: [MENTOR, coMentor, LEARNER] }),
      [absent("mentor-1"), absent("mentor-2"), present("mentee-1")],
      "mentor_no_show",
    ],
    [
      "a substitute stands for the mentor whose place they took",
      sessionOf({ participants: [coMentor, LEARNER] }),
      [present("mentor-2"), present("mentee-1")],
      "completed",
    ],
  ])("%s", (_promise, session, marks, next) => {
    const { evidence } = decideSession(
      session,
      { kind: "record_attendance", marks, evidence: [], settings: SILENT },
      ACTORS.admin,
      END,
      SETTINGS,
    );
    expect(ruleAttendance(session, keep(evidence, END), END, SILENT).next).toBe(next);
  });

  test("what a mentor who was replaced had left behind says nothing any more", () => {
    const session = sessionOf({ participants: [coMentor, LEARNER] });
    const evidence = [presenceOf("mentor-1", 0), presenceOf("mentee-1", 0)];
    expect(ruleAttendance(session, evidence, END, SILENT).next).toBe("mentor_no_show");
  });

  test("a later recording of a person replaces the one before, all stretches of one speak together", () => {
    const first = keep(record([present("mentee-1", [0, 5], [20, 30])]).evidence, END);
    expect(attendanceOf(sessionOf(), first, END, SILENT)[1]).toMatchObject({ presence: "present", since: START });
    const later = keep(record([present("mentee-1", [20, 30])]).evidence, END + 1);
    const told = attendanceOf(sessionOf(), [...first, ...later], END + 1, SILENT);
    expect(told[1]).toMatchObject({ presence: "present", since: START + 20 * MINUTE });
    const gone = keep(record([absent("mentee-1")], sessionOf(), END + 2).evidence, END + 2);
    expect(presences([...first, ...later, ...gone], sessionOf(), END + 2)).toEqual(["unknown", "absent"]);
  });

  test("what doors and providers tell stays beside a mark of presence, and gives way to a mark of absence", () => {
    const joined = presenceOf("mentee-1", 2);
    const there = keep(record([present("mentee-1", [10, 20])]).evidence, END);
    expect(attendanceOf(sessionOf(), [joined, ...there], END, SILENT)[1]).toMatchObject({ since: START + 2 * MINUTE });
    expect(presences([joined, ...keep(record([absent("mentee-1")]).evidence, END)])).toEqual(["unknown", "absent"]);
  });
});

describe("what stands is not contradicted in passing", () => {
  const ruled = (state: SessionRecord["state"], by: Ruling["by"]): SessionRecord =>
    sessionOf({ state, ruling: { by, reason: "", evidenceIds: [], ruledAt: END, actorId: null } });
  const both = [presenceOf("mentor-1", 0), presenceOf("mentee-1", 0)];

  test.each<[string, SessionRecord, AttendanceMark[], Evidence[], string]>([
    [
      "a completion loses nobody's whole side",
      ruled("completed", "automatic"),
      [absent("mentee-1")],
      both,
      "INVALID_ARGUMENT",
    ],
    ["a completion by hand neither", ruled("completed", "hand"), [absent("mentor-1")], both, "INVALID_ARGUMENT"],
    ["a no-show by hand gains nobody", ruled("learner_no_show", "hand"), [present("mentee-1")], [], "INVALID_ARGUMENT"],
    ["a no-show by the rule does", ruled("learner_no_show", "automatic"), [present("mentee-1")], [], "accepted"],
    ["what agrees is kept", ruled("completed", "hand"), [present("mentee-1", [3, 20])], both, "accepted"],
  ])("%s", (_promise, session, marks, evidence, result) => {
    expect(refusalOf(() => record(marks, session, END + MINUTE, evidence))).toBe(result);
  });

  test("one of several learners of a completed group was not there after all", () => {
    const session = { ...ruled("completed", "automatic"), participants: [MENTOR, LEARNER, second] };
    const evidence = [...both, presenceOf("mentee-2", 0)];
    expect(refusalOf(() => record([absent("mentee-2")], session, END + MINUTE, evidence))).toBe("accepted");
  });
});

describe("marks that can't be", () => {
  const fieldsOf = (marks: AttendanceMark[], now = END): string[] => {
    try {
      record(marks, sessionOf(), now);
    } catch (error) {
      return (error as { violations: { field: string }[] }).violations.map((one) => one.field);
    }
    return [];
  };
  test.each<[string, AttendanceMark[], string[]]>([
    ["a stranger", [present("mentee-9")], ["marks[0].person_id"]],
    ["a person twice", [present("mentee-1"), absent("mentee-1")], ["marks[1].person_id"]],
    ["stretches of an absence", [{ ...present("mentee-1", [0, 5]), kind: "absent" }], ["marks[0].intervals"]],
    ["before the doors open", [present("mentee-1", [-16, 5])], ["marks[0].intervals[0].from_at"]],
    ["after the end", [present("mentee-1", [45, null])], ["marks[0].intervals[0].from_at"]],
    ["backwards", [present("mentee-1", [0, 5], [9, 9])], ["marks[0].intervals[1].to_at"]],
    ["over before the start", [present("mentee-1", [-9, 0])], ["marks[0].intervals[0].to_at"]],
    ["until tomorrow", [present("mentee-1", [0, 24 * 60])], ["marks[0].intervals[0].to_at"]],
  ])("%s", (_promise, marks, fields) => {
    expect(fieldsOf(marks)).toEqual(fields);
  });

  test("what lies ahead", () => {
    expect(fieldsOf([present("mentee-1", [20, null])], START + 19 * MINUTE)).toEqual(["marks[0].intervals[0].from_at"]);
    expect(fieldsOf([present("mentee-1", [20, null])], START + 20 * MINUTE)).toEqual([]);
  });

  test("a week after the end it is too late", () => {
    expect(refusalOf(() => record([present("mentee-1")], sessionOf(), END + 7 * DAY - 1))).toBe("accepted");
    expect(refusalOf(() => record([present("mentee-1")], sessionOf(), END + 7 * DAY))).toBe("TOO_LATE");
  });
});
