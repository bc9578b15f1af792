import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../../src/domain/actor.ts";
import { type SessionIntent, decideSession } from "../../../src/domain/decisions/decide-session.ts";
import { leaveSession } from "../../../src/domain/decisions/leave.ts";
import type { SessionRecord, SessionTime } from "../../../src/domain/session.ts";
import {
  ACTORS,
  DAY,
  END,
  HOUR,
  LEARNER,
  MENTOR,
  MINUTE,
  SETTINGS,
  START,
  availabilityOf,
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

const timeAt = (startsAt: number, minutes = 45): SessionTime => ({
  startsAt,
  endsAt: startsAt + minutes * MINUTE,
  zone: "Europe/Berlin",
  localStart: startsAt + 2 * HOUR,
  zoneDataVersion: "2026c",
});

const move = (
  time: SessionTime,
  change: Partial<Extract<SessionIntent, { kind: "reschedule" }>> = {},
): SessionIntent => ({
  kind: "reschedule",
  time,
  mentors: [{ personId: "mentor-1", availability: availabilityOf(), busy: [] }],
  expectedScheduleVersion: null,
  ...change,
});

const cancelFor = (reason: string | null): SessionIntent => ({ kind: "cancel", reason, cause: "by_person" });

describe("moving a session", () => {
  test("keeps its id and history, raises both versions and tells the time it had", () => {
    const before = sessionOf();
    const { record, events, part } = decide(move(timeAt(START + DAY)), ACTORS.mentor, START - DAY, before);
    expect(record).toEqual({
      ...before,
      ...timeAt(START + DAY),
      version: 4,
      scheduleVersion: 2,
      timeSetAt: START - DAY,
      outsideAvailability: null,
    });
    expect(events).toEqual([
      { kind: "SessionRescheduled", previous: expect.objectContaining({ startsAt: START, endsAt: END }) },
    ]);
    expect(part).toBe("mentor");
  });

  test("to the time it has changes nothing and tells nothing", () => {
    const before = sessionOf();
    const decision = decide(move(timeAt(START)), ACTORS.mentor, START - DAY, before);
    expect(decision.record).toBe(before);
    expect(decision.events).toEqual([]);
  });

  test("to another length at the same start is a move", () => {
    const { record } = decide(move(timeAt(START, 60)), ACTORS.mentor, START - DAY);
    expect([record.endsAt, record.scheduleVersion]).toEqual([START + HOUR, 2]);
  });

  test.each<[string, SessionIntent, Actor, number, string]>([
    ["after the start is refused", move(timeAt(START + DAY)), ACTORS.mentor, START, "TIME_PASSED"],
    ["into the past is refused", move(timeAt(START - 2 * DAY)), ACTORS.mentor, START - DAY, "TIME_PASSED"],
    ["to now is allowed to a mentor", move(timeAt(START - DAY)), ACTORS.mentor, START - DAY, "accepted"],
    [
      "with a version that is not the newest is refused",
      move(timeAt(START + DAY), { expectedScheduleVersion: 2 }),
      ACTORS.mentor,
      START - DAY,
      "STALE_VERSION",
    ],
    [
      "with the newest version is allowed",
      move(timeAt(START + DAY), { expectedScheduleVersion: 1 }),
      ACTORS.mentor,
      START - DAY,
      "accepted",
    ],
    [
      "to a length that no session has is refused",
      move(timeAt(START + DAY, 50.5)),
      ACTORS.mentor,
      START - DAY,
      "INVALID_ARGUMENT",
    ],
    ["by a mentee within the windows is allowed", move(timeAt(START + DAY)), ACTORS.mentee, START - DAY, "accepted"],
    [
      "by a mentee outside the windows is refused",
      move(timeAt(START + DAY + 8 * HOUR)),
      ACTORS.mentee,
      START - DAY,
      "OUTSIDE_AVAILABILITY",
    ],
    [
      "by a mentor outside the windows is allowed",
      move(timeAt(START + DAY + 8 * HOUR)),
      ACTORS.mentor,
      START - DAY,
      "accepted",
    ],
    [
      "by an admin outside the windows is allowed",
      move(timeAt(START + DAY + 8 * HOUR)),
      ACTORS.admin,
      START - DAY,
      "accepted",
    ],
    [
      "by a mentee needs every mentor of a panel free",
      move(timeAt(START + DAY), {
        mentors: [
          { personId: "mentor-1", availability: availabilityOf(), busy: [] },
          { personId: "mentor-2", availability: null, busy: [] },
        ],
      }),
      ACTORS.mentee,
      START - DAY,
      "OUTSIDE_AVAILABILITY",
    ],
  ])("%s", (_promise, intent, actor, now, result) => {
    expect(refusalOf(() => decide(intent, actor, now))).toBe(result);
  });

  test("a mentor's move outside the windows records the rule that was set aside, and a move back clears it", () => {
    const outside = decide(move(timeAt(START + DAY + 8 * HOUR)), ACTORS.mentor, START - DAY).record;
    expect(outside.outsideAvailability).toBe("window");
    expect(
      decide(move(timeAt(START + DAY)), ACTORS.mentor, START - DAY, outside).record.outsideAvailability,
    ).toBeNull();
  });
});

describe("cancelling a session", () => {
  test.each<[string, Actor, string | null, string]>([
    ["a mentor says why", ACTORS.mentor, "ill", "accepted"],
    ["a mentor who says nothing is refused", ACTORS.mentor, null, "INVALID_ARGUMENT"],
    ["a mentor who says only spaces is refused", ACTORS.mentor, "  \n", "INVALID_ARGUMENT"],
    ["an admin who says nothing is refused", ACTORS.admin, null, "INVALID_ARGUMENT"],
    ["staff who say nothing are refused", ACTORS.staff, null, "INVALID_ARGUMENT"],
    ["a mentee need not say why", ACTORS.mentee, null, "accepted"],
    ["200 characters are enough", ACTORS.mentor, "é".repeat(200), "accepted"],
    ["characters are counted as people see them", ACTORS.mentor, `${"e\u0301".repeat(200)}  `, "accepted"],
    ["beyond the plain alphabet each counts once", ACTORS.mentor, "🎓".repeat(200), "accepted"],
    ["201 are too many", ACTORS.mentor, "a".repeat(201), "INVALID_ARGUMENT"],
    ["201 are too many for a mentee as well", ACTORS.mentee, "a".repeat(201), "INVALID_ARGUMENT"],
    ["the product says nothing", ACTORS.system, null, "accepted"],
  ])("%s", (_promise, actor, reason, result) => {
    expect(refusalOf(() => decide(cancelFor(reason), actor, START - DAY))).toBe(result);
  });

  test.each([
    ["exactly 24 hours ahead is in time", START - DAY, false, 1_440],
    ["a moment later is late", START - DAY + 1, true, 1_439],
    ["just before the start is late", START - 1, true, 0],
  ])("%s", (_promise, now, late, noticeMinutes) => {
    const { record, events } = decide(cancelFor("  ill "), ACTORS.mentor, now);
    expect(record).toMatchObject({ state: "cancelled", version: 4, scheduleVersion: 1 });
    expect(record.cancellation).toEqual({
      cause: "by_person",
      actorId: "mentor-1",
      part: "mentor",
      reason: "ill",
      cancelledAt: now,
      noticeMinutes,
      late,
    });
    expect(events).toEqual([{ kind: "SessionCancelled", cause: "by_person", part: "mentor", late }]);
  });

  test("an ended match is nobody's late cancellation", () => {
    const intent: SessionIntent = { kind: "cancel", reason: null, cause: "match_ended" };
    expect(decide(intent, ACTORS.system, START - HOUR).record.cancellation).toMatchObject({
      late: false,
      cause: "match_ended",
    });
  });

  test("a person can't pass their own doing off as the product's", () => {
    const intent: SessionIntent = { kind: "cancel", reason: "ill", cause: "match_ended" };
    expect(decide(intent, ACTORS.mentor, START - HOUR).record.cancellation).toMatchObject({
      late: true,
      cause: "by_person",
    });
  });
});

describe("an ended match or a suspension", () => {
  const secondLearner = { personId: "mentee-2", role: "mentee", matchId: "match-2" } as const;
  const secondMentor = { personId: "mentor-2", role: "mentor", matchId: null } as const;
  const group = sessionOf({ participants: [MENTOR, LEARNER, secondLearner] });
  const matchEnded = { cause: "match_ended", matchId: "match-1" } as const;
  const suspended = (personId: string) => ({ cause: "person_suspended", personId }) as const;
  const leave = (session: SessionRecord, leaver: Parameters<typeof leaveSession>[1], now = START - HOUR) =>
    leaveSession(session, leaver, ACTORS.system, now, SETTINGS);

  test("cancels a session of two", () => {
    const { record, events } = leave(sessionOf(), matchEnded);
    expect(record.state).toBe("cancelled");
    expect(events).toEqual([{ kind: "SessionCancelled", cause: "match_ended", part: "system", late: false }]);
  });

  test("takes the learner out of a group and leaves the others", () => {
    const { record, events } = leave(group, matchEnded);
    expect(record).toMatchObject({
      state: "scheduled",
      version: 4,
      scheduleVersion: 1,
      participants: [MENTOR, secondLearner],
    });
    expect(events).toEqual([{ kind: "SessionParticipantLeft", personIds: ["mentee-1"], cause: "match_ended" }]);
  });

  test.each<[string, SessionRecord, Parameters<typeof leaveSession>[1], string, number]>([
    ["the only mentor's suspension cancels a group", group, suspended("mentor-1"), "cancelled", 3],
    [
      "one mentor's suspension leaves a panel to the other",
      sessionOf({ participants: [MENTOR, secondMentor, LEARNER] }),
      suspended("mentor-1"),
      "scheduled",
      2,
    ],
    ["a stranger's suspension changes nothing", group, suspended("mentor-9"), "scheduled", 3],
    ["the end of another match changes nothing", group, { cause: "match_ended", matchId: "match-9" }, "scheduled", 3],
  ])("%s", (_promise, session, leaver, state, people) => {
    const { record } = leave(session, leaver);
    expect([record.state, record.participants.length]).toEqual([state, people]);
  });

  test.each([
    ["a session that has begun stays", sessionOf(), START],
    ["a session under way stays", sessionOf({ state: "in_progress" }), START + 1],
    ["a completed session stays", sessionOf({ state: "completed" }), END],
    ["a cancelled session is not cancelled twice", sessionOf({ state: "cancelled" }), START - HOUR],
  ])("%s", (_promise, session, now) => {
    const decision = leave(session, matchEnded, now);
    expect(decision.record).toBe(session);
    expect(decision.events).toEqual([]);
  });
});

describe("evidence", () => {
  test("a check-in is evidence of the person from now on, under the time the session has", () => {
    const session = sessionOf({ scheduleVersion: 4 });
    const decision = decide({ kind: "check_in" }, ACTORS.mentee, START - MINUTE, session);
    expect(decision.record).toBe(session);
    expect(decision.evidence).toEqual([
      {
        personId: "mentee-1",
        source: "check_in",
        kind: "present",
        from: START - MINUTE,
        to: null,
        scheduleVersion: 4,
        stayId: null,
      },
    ]);
    expect(decision.events).toEqual([{ kind: "AttendanceRecorded", personIds: ["mentee-1"] }]);
  });

  const joined = (personId: string): SessionIntent => ({
    kind: "record_presence",
    personId,
    source: "join_link",
    from: START,
    to: END,
  });

  test.each<[string, Actor, string, string]>([
    ["a service tells of a presence", ACTORS.internal, "mentor-1", "accepted"],
    ["of a person of the session only", ACTORS.internal, "mentor-9", "NOT_FOUND"],
    ["a mentor can't", ACTORS.mentor, "mentor-1", "PERMISSION_DENIED"],
    ["an admin can't", ACTORS.admin, "mentor-1", "PERMISSION_DENIED"],
    ["another service of the platform can't", ACTORS.service, "mentor-1", "PERMISSION_DENIED"],
  ])("%s", (_promise, actor, personId, result) => {
    expect(refusalOf(() => decide(joined(personId), actor, START))).toBe(result);
  });

  test("a cancelled session takes none", () => {
    const decision = decide(joined("mentor-1"), ACTORS.internal, START, sessionOf({ state: "cancelled" }));
    expect([decision.evidence, decision.events]).toEqual([[], []]);
  });
});
