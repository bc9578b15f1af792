import { describe, expect, test } from "@jest/globals";
import { type Evidence, ruleAttendance } from "../../../src/domain/attendance.ts";
import { type PresenceReport, reportPresence } from "../../../src/domain/decisions/report-presence.ts";
import { DAY, END, MINUTE, START, randomOf, sessionOf } from "../sample.ts";

const TELLING = { graceMinutes: 10, providerReportsEvents: true };
let count = 0;
const report = (personId: string, joined: number | null, left: number | null, stayId = "stay"): PresenceReport => {
  count += 1;
  const at = (minute: number | null) => (minute === null ? null : START + minute * MINUTE);
  return { eventId: `event-${count}`, personId, stayId, joinedAt: at(joined), leftAt: at(left) };
};

/** What is known after reports that came one by one. */
function after(reports: readonly PresenceReport[], now = END): Evidence[] {
  let known: Evidence[] = [];
  for (const one of reports) {
    const { decision } = reportPresence(sessionOf(), known, [one], now);
    for (const { extends: id, ...evidence } of decision.evidence) {
      known = [
        ...known.filter((other) => other.id !== id),
        { ...evidence, id: id ?? `evidence-${known.length}`, recordedAt: now },
      ];
    }
  }
  return known;
}
const spans = (evidence: readonly Evidence[]) =>
  evidence.map(({ personId, from, to }) => [
    personId,
    (from - START) / MINUTE,
    to === null ? null : (to - START) / MINUTE,
  ]);

describe("joining and leaving make stays", () => {
  test.each<[string, PresenceReport[], unknown]>([
    ["joining alone lasts to the end", [report("mentor-1", 1, null)], [["mentor-1", 1, null]]],
    ["joining, then leaving", [report("mentor-1", 1, null), report("mentor-1", null, 30)], [["mentor-1", 1, 30]]],
    ["leaving is told first", [report("mentor-1", null, 30), report("mentor-1", 1, null)], [["mentor-1", 1, 30]]],
    ["both at once", [report("mentor-1", 1, 30)], [["mentor-1", 1, 30]]],
    ["leaving alone: there at that moment", [report("mentor-1", null, 30)], [["mentor-1", 30, 30]]],
    [
      "left and came back: two stays",
      [report("mentor-1", 1, 5, "a"), report("mentor-1", 20, null, "b")],
      [
        ["mentor-1", 1, 5],
        ["mentor-1", 20, null],
      ],
    ],
    [
      "two people never share a stay",
      [report("mentor-1", 1, 5), report("mentee-1", 2, 6)],
      [
        ["mentor-1", 1, 5],
        ["mentee-1", 2, 6],
      ],
    ],
    [
      "leaving before joining, by clocks that differ",
      [report("mentor-1", 5, null), report("mentor-1", null, 4)],
      [["mentor-1", 4, 4]],
    ],
  ])("%s", (_promise, reports, expected) => {
    expect(spans(after(reports))).toEqual(expected);
  });

  test("whatever order they come in, and in how many calls, the same is known", () => {
    const random = randomOf(5);
    for (let round = 0; round < 200; round += 1) {
      const reports = Array.from({ length: 1 + random(6) }, () => {
        const from = random(60) - 10;
        const kind = random(3);
        const person = random(2) === 0 ? "mentor-1" : "mentee-1";
        return report(person, kind === 1 ? null : from, kind === 0 ? null : from + random(20), `stay-${random(2)}`);
      });
      const shuffled = reports.toSorted(() => random(3) - 1);
      const sorted = (evidence: Evidence[]) => spans(evidence).map(String).sort();
      expect(sorted(after(shuffled))).toEqual(sorted(after(reports)));
      const { decision } = reportPresence(sessionOf(), [], reports, END);
      expect(
        spans(decision.evidence as Evidence[])
          .map(String)
          .sort(),
      ).toEqual(sorted(after(reports)));
    }
  });
});

test("whoever turns out to have left before the start was not there", () => {
  const session = sessionOf({ state: "in_progress" });
  const evidence = after([report("mentor-1", -5, null), report("mentee-1", -5, null), report("mentee-1", null, -1)]);
  expect(ruleAttendance(session, evidence, START + 10 * MINUTE, TELLING).next).toBe("learner_no_show");
});

describe("what counts for nothing", () => {
  test.each<[string, PresenceReport, Parameters<typeof sessionOf>[0], number]>([
    ["a guest", report("guest", 1, 2), {}, END],
    ["a cancelled session", report("mentor-1", 1, 2), { state: "cancelled" }, END],
    ["what is told a week after the end", report("mentor-1", 1, 2), {}, END + 7 * DAY],
  ])("%s", (_promise, one, change, now) => {
    const session = sessionOf(change);
    const { decision, ignored } = reportPresence(session, [], [one], now);
    expect([decision.record, decision.evidence, decision.events, ignored]).toEqual([session, [], [], [one]]);
  });
});
