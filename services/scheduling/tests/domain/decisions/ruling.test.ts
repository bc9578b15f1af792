import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../../src/domain/actor.ts";
import { attendanceOf, ruleAttendance } from "../../../src/domain/attendance.ts";
import { type SessionIntent, decideSession } from "../../../src/domain/decisions/decide-session.ts";
import type { NewEvidence } from "../../../src/domain/decisions/decision.ts";
import { OUTCOMES, type Outcome, type SessionRecord } from "../../../src/domain/session.ts";
import {
  ACTORS,
  END,
  HOUR,
  LEARNER,
  MENTOR,
  MINUTE,
  SETTINGS,
  START,
  presenceOf,
  refusalOf,
  sessionOf,
} from "../sample.ts";

const decide = (
  intent: SessionIntent,
  actor: Actor,
  now: number,
  session: SessionRecord = sessionOf(),
  settings = SETTINGS,
) => decideSession(session, intent, actor, now, settings);

const outcome = (
  to: Outcome,
  reason: string | null = null,
  marks: Extract<SessionIntent, { kind: "set_outcome" }>["marks"] = [],
): SessionIntent => ({
  kind: "set_outcome",
  outcome: to,
  reason,
  marks,
  attendance: [],
});

describe("ruling by hand", () => {
  test.each<[string, SessionRecord["state"], SessionIntent, string]>([
    ["a session under way is completed without a reason", "in_progress", outcome("completed"), "accepted"],
    ["a scheduled one too", "scheduled", outcome("completed"), "accepted"],
    ["a no-show from scheduled needs no reason", "scheduled", outcome("learner_no_show"), "accepted"],
    ["changing a no-show needs a reason", "learner_no_show", outcome("completed"), "INVALID_ARGUMENT"],
    ["a reason of spaces is none", "learner_no_show", outcome("completed", "  "), "INVALID_ARGUMENT"],
    ["with a reason it is changed", "learner_no_show", outcome("completed", "was there by phone"), "accepted"],
    ["changing a completion needs a reason", "completed", outcome("mentor_no_show"), "INVALID_ARGUMENT"],
    ["one no-show can become the other", "learner_no_show", outcome("mentor_no_show", "mixed up"), "accepted"],
    ["what stands already is refused", "completed", outcome("completed", "again"), "SESSION_STATE"],
    ["a reason of 500 characters is kept", "completed", outcome("mentor_no_show", "x".repeat(500)), "accepted"],
    ["one of 501 is not", "completed", outcome("mentor_no_show", "x".repeat(501)), "INVALID_ARGUMENT"],
    ["a cancelled session has no outcome", "cancelled", outcome("completed", "x"), "SESSION_STATE"],
    [
      "marks name people of the session only",
      "scheduled",
      outcome("completed", null, [{ personId: "mentee-9", kind: "present", intervals: [] }]),
      "INVALID_ARGUMENT",
    ],
    [
      "nobody completes a session alone",
      "scheduled",
      outcome("completed", null, [{ personId: "mentee-1", kind: "absent", intervals: [] }]),
      "INVALID_ARGUMENT",
    ],
    [
      "an absent learner was not present",
      "scheduled",
      outcome("learner_no_show", null, [{ personId: "mentee-1", kind: "present", intervals: [] }]),
      "INVALID_ARGUMENT",
    ],
    [
      "an absent mentor was not present",
      "scheduled",
      outcome("mentor_no_show", null, [{ personId: "mentor-1", kind: "present", intervals: [] }]),
      "INVALID_ARGUMENT",
    ],
  ])("%s", (_promise, state, intent, result) => {
    expect(refusalOf(() => decide(intent, ACTORS.mentor, END, sessionOf({ state })))).toBe(result);
  });

  test.each<[Outcome, string, string[]]>([
    ["completed", "SessionCompleted", ["present", "present"]],
    ["learner_no_show", "SessionNoShowRecorded", ["present", "absent"]],
    ["mentor_no_show", "SessionNoShowRecorded", ["absent", "unknown"]],
  ])("%s tells who was there, keeps marks as evidence and names its author", (to, kind, presences) => {
    const { record, events, evidence } = decide(outcome(to), ACTORS.admin, END);
    expect(record).toMatchObject({
      state: to,
      version: 4,
      ruling: { by: "hand", reason: "", evidenceIds: [], ruledAt: END, actorId: "admin-1" },
    });
    expect(events).toEqual([
      expect.objectContaining({
        kind,
        previousState: "scheduled",
        by: "hand",
        attendance: presences.map((presence) => expect.objectContaining({ presence })),
      }),
    ]);
    expect(evidence.map((one) => one.kind)).toEqual(presences.filter((presence) => presence !== "unknown"));
    expect(evidence.every((one) => one.source === "by_hand")).toBe(true);
  });

  test("nobody came at all is the mentor's no-show with both absences", () => {
    const { events } = decide(
      outcome("mentor_no_show", null, [{ personId: "mentee-1", kind: "absent", intervals: [] }]),
      ACTORS.admin,
      END,
    );
    expect(events[0]).toMatchObject({ attendance: [{ presence: "absent" }, { presence: "absent" }] });
  });

  test("a ruling that reverses a no-show makes the learner present, whatever was marked before", () => {
    const noShow = decide(outcome("learner_no_show"), ACTORS.mentor, START + 20 * MINUTE);
    const kept = keep(noShow.evidence, START + 20 * MINUTE, "a");
    const attendance = attendanceOf(noShow.record, kept, END, { graceMinutes: 10, providerReportsEvents: false });
    expect(attendance.map((one) => one.presence)).toEqual(["present", "absent"]);
    const reversal = decide(
      { ...outcome("completed", "came by phone"), attendance } as SessionIntent,
      ACTORS.admin,
      END,
      noShow.record,
    );
    const all = [...kept, ...keep(reversal.evidence, END, "b")];
    const after = attendanceOf(reversal.record, all, END, { graceMinutes: 10, providerReportsEvents: false });
    expect(after.map((one) => one.presence)).toEqual(["present", "present"]);
  });

  test("in a group those who were missed stay absent while another learner was seen", () => {
    const participants = [MENTOR, LEARNER, { personId: "mentee-2", role: "mentee", matchId: "match-2" } as const];
    const session = sessionOf({ participants });
    const attendance = attendanceOf(session, [presenceOf("mentor-1", 0), presenceOf("mentee-1", 0)], END, {
      graceMinutes: 10,
      providerReportsEvents: true,
    });
    const { events } = decide({ ...outcome("completed"), attendance } as SessionIntent, ACTORS.mentor, END, session);
    expect(events[0]).toMatchObject({
      attendance: [{ presence: "present" }, { presence: "present" }, { presence: "absent" }],
    });
  });

  test("stands against any evidence that arrives afterwards", () => {
    for (const to of OUTCOMES) {
      const { record } = decide(outcome(to), ACTORS.mentor, END);
      const evidence = [presenceOf("mentor-1", 0), presenceOf("mentee-1", 0)];
      const ruling = ruleAttendance(record, evidence, END + HOUR, { graceMinutes: 10, providerReportsEvents: true });
      expect(ruling).toMatchObject({ next: null, reason: "ruled_by_hand" });
    }
  });
});

describe("ruling by the rule", () => {
  const settings = { graceMinutes: 10, providerReportsEvents: true };

  test("names its evidence and can be told from a ruling by hand", () => {
    const evidence = [presenceOf("mentor-1", 1)];
    const ruling = ruleAttendance(sessionOf(), evidence, START + 10 * MINUTE, settings);
    const { record, events } = decide({ kind: "apply_ruling", ruling }, ACTORS.system, START + 10 * MINUTE);
    expect(record).toMatchObject({
      state: "learner_no_show",
      version: 4,
      ruling: { by: "automatic", reason: "learner_missing", evidenceIds: [evidence[0]?.id], actorId: null },
    });
    expect(events).toEqual([
      expect.objectContaining({ kind: "SessionNoShowRecorded", by: "automatic", previousState: "scheduled" }),
    ]);
  });

  test("changes nothing when it has nothing to say", () => {
    const session = sessionOf();
    const ruling = ruleAttendance(session, [], START, settings);
    expect(decide({ kind: "apply_ruling", ruling }, ACTORS.system, START, session)).toMatchObject({
      record: session,
      events: [],
    });
  });

  test("is nobody's but the product's", () => {
    const ruling = ruleAttendance(sessionOf(), [], END, settings);
    for (const actor of [ACTORS.mentor, ACTORS.admin, ACTORS.staff, ACTORS.service]) {
      expect(refusalOf(() => decide({ kind: "apply_ruling", ruling }, actor, END))).toBe("PERMISSION_DENIED");
    }
  });
});

function keep(evidence: readonly NewEvidence[], recordedAt: number, prefix: string) {
  return evidence.map((one, index) => ({ ...one, id: `${prefix}-${index}`, recordedAt }));
}
