import { describe, expect, test } from "@jest/globals";
import type { Participant } from "../../src/domain/actor.ts";
import { type AttendanceSettings, type Evidence, attendanceOf, ruleAttendance } from "../../src/domain/attendance.ts";
import type { SessionRecord } from "../../src/domain/session.ts";
import { DAY, END, HOUR, LEARNER, MENTOR, MINUTE, START, presenceOf, randomOf, sessionOf } from "./sample.ts";

const TELLING: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: true };
const SILENT: AttendanceSettings = { graceMinutes: 10, providerReportsEvents: false };

const mentor = (from: number, to: number | null = null, change: Partial<Evidence> = {}) =>
  presenceOf("mentor-1", from, to, change);
const learner = (from: number, to: number | null = null, change: Partial<Evidence> = {}) =>
  presenceOf("mentee-1", from, to, change);
const absent = (personId: string, at: number) => presenceOf(personId, at, null, { kind: "absent", source: "by_hand" });

describe("groups and panels", () => {
  const second: Participant = { personId: "mentee-2", role: "mentee", matchId: "match-2" };
  const coMentor: Participant = { personId: "mentor-2", role: "mentor", matchId: null };
  const group = sessionOf({ participants: [MENTOR, LEARNER, second] });
  const panel = sessionOf({ participants: [MENTOR, coMentor, LEARNER] });

  test.each<[string, SessionRecord, Evidence[], string | null]>([
    ["one learner stands for the group", group, [mentor(0), presenceOf("mentee-2", 0)], "in_progress"],
    ["a group is a learners' no-show only without any", group, [mentor(0)], "learner_no_show"],
    ["one mentor stands for the panel", panel, [presenceOf("mentor-2", 0), learner(0)], "in_progress"],
    ["a panel is a mentors' no-show only without any", panel, [learner(0)], "mentor_no_show"],
  ])("%s", (_promise, session, evidence, next) => {
    expect(ruleAttendance(session, evidence, START + 10 * MINUTE, TELLING).next).toBe(next);
  });

  test("each person's attendance is told apart", () => {
    const told = attendanceOf(group, [mentor(-3), presenceOf("mentee-2", 4)], START + 10 * MINUTE, SILENT);
    expect(told).toEqual([
      { personId: "mentor-1", role: "mentor", presence: "present", since: START },
      { personId: "mentee-1", role: "mentee", presence: "absent", since: null },
      { personId: "mentee-2", role: "mentee", presence: "present", since: START + 4 * MINUTE },
    ]);
  });
});

describe("attendance of the two", () => {
  test.each<[string, Evidence[], AttendanceSettings, number, string[]]>([
    ["nobody is absent before grace is over", [mentor(0)], TELLING, 9, ["present", "unknown"]],
    ["whoever was not seen by then is absent", [mentor(0)], TELLING, 10, ["present", "absent"]],
    ["nobody came: both absent", [], TELLING, 10, ["absent", "absent"]],
    ["nothing known: both unknown", [], SILENT, 60, ["unknown", "unknown"]],
    ["marked by hand: absent, the other unknown", [absent("mentee-1", 20)], SILENT, 60, ["unknown", "absent"]],
    ["before the start nobody is there yet", [mentor(-5), learner(-5)], TELLING, -1, ["unknown", "unknown"]],
  ])("%s", (_promise, evidence, settings, minutes, presences) => {
    const told = attendanceOf(sessionOf(), evidence, START + minutes * MINUTE, settings);
    expect(told.map((one) => one.presence)).toEqual(presences);
  });

  test("nobody attends a cancelled session", () => {
    const told = attendanceOf(sessionOf({ state: "cancelled" }), [mentor(-5)], END, TELLING);
    expect(told.map((one) => one.presence)).toEqual(["unknown", "unknown"]);
  });
});

test("the outcome does not depend on the order in which evidence arrives, nor on how often the rule runs", () => {
  const random = randomOf(3);
  for (let round = 0; round < 500; round += 1) {
    const settings = random(2) === 0 ? TELLING : SILENT;
    const evidence = Array.from({ length: random(5) }, () => {
      const from = random(70) - 15;
      const to = random(2) === 0 ? null : from + 1 + random(20);
      const personId = random(2) === 0 ? "mentor-1" : "mentee-1";
      return presenceOf(personId, from, to, { recordedAt: START + from * MINUTE + random(6) * HOUR });
    });
    const settled = new Set<string>();
    for (const moments of [[END + DAY], [START, START + 10 * MINUTE, END, END + DAY], everyMinute()]) {
      settled.add(live(evidence, settings, moments));
      settled.add(live([...evidence].reverse(), settings, moments));
    }
    expect({ evidence, outcomes: [...settled] }).toEqual({ evidence, outcomes: [expect.any(String)] });
  }
});

function everyMinute(): number[] {
  return Array.from({ length: 12 * 60 + 15 }, (_, minute) => START + (minute - 15) * MINUTE);
}

/** A session that lives through these moments, knowing at each what had been recorded by then. */
function live(evidence: readonly Evidence[], settings: AttendanceSettings, moments: readonly number[]): string {
  let session = sessionOf();
  for (const now of moments) {
    const known = evidence.filter((one) => one.recordedAt <= now);
    const { next, reason, evidenceIds } = ruleAttendance(session, known, now, settings);
    if (next !== null) {
      session = {
        ...session,
        state: next,
        ruling: { by: "automatic", reason, evidenceIds, ruledAt: now, actorId: null },
      };
    }
  }
  return session.state;
}
