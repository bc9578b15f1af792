import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../src/domain/actor.ts";
import { type Evidence, ruleAttendance } from "../../src/domain/attendance.ts";
import { applyRuling } from "../../src/domain/decisions/apply-ruling.ts";
import { decideSession } from "../../src/domain/decisions/decide-session.ts";
import { leaveSession } from "../../src/domain/decisions/leave.ts";
import {
  OUTCOMES,
  type Ruling,
  SESSION_STATES,
  type SessionRecord,
  type SessionState,
} from "../../src/domain/session.ts";
import { ACTORS, DAY, END, LEARNER, MINUTE, SETTINGS, START, presenceOf, refusalOf, sessionOf } from "./sample.ts";

const GRACE = START + 10 * MINUTE;
const ruling = (by: Ruling["by"]): Ruling => ({ by, reason: "", evidenceIds: [], ruledAt: GRACE, actorId: null });
const NO_SHOWS: readonly SessionState[] = ["mentor_no_show", "learner_no_show"];

/** Sessions in every state, those with an outcome once by the rule and once by hand. */
const SESSIONS: readonly (readonly [string, SessionRecord])[] = SESSION_STATES.flatMap(
  (state): (readonly [string, SessionRecord])[] => {
    if (state === "scheduled" || state === "cancelled") return [[state, sessionOf({ state })]];
    if (state === "in_progress") return [[state, sessionOf({ state, ruling: ruling("automatic") })]];
    return (["automatic", "hand"] as const).map((by) => [
      `${state} by ${by}`,
      sessionOf({ state, ruling: ruling(by) }),
    ]);
  },
);

describe("by evidence: who was seen × what the provider tells × when × the state that stands", () => {
  const SEEN = { nobody: [], mentor: ["mentor-1"], learner: ["mentee-1"], both: ["mentor-1", "mentee-1"] } as const;
  const MOMENTS = [START - 1, START, GRACE - 1, GRACE, END - 1, END, END + 7 * DAY - 1] as const;

  /** Written from the table of states, not from the code. */
  function expected(session: SessionRecord, seen: keyof typeof SEEN, reports: boolean, now: number): SessionState {
    const { state } = session;
    const isFinal = state === "completed" || state === "cancelled" || session.ruling?.by === "hand";
    if (isFinal || now < START) return state;
    if (seen === "both") return now < END ? "in_progress" : "completed";
    if (now < GRACE) return state;
    if (seen === "mentor") return "learner_no_show";
    if (seen === "learner" || reports) return "mentor_no_show";
    return state;
  }

  for (const [name, session] of SESSIONS) {
    test(`a session ${name}`, () => {
      for (const seen of Object.keys(SEEN) as (keyof typeof SEEN)[]) {
        for (const reports of [true, false]) {
          for (const now of MOMENTS) {
            const evidence = SEEN[seen].map((id) => presenceOf(id, 0, null, { recordedAt: Math.min(START, now) }));
            const settings = { graceMinutes: 10, providerReportsEvents: reports };
            const { record } = applyRuling(session, ruleAttendance(session, evidence, now, settings), now);
            const told = { seen, reports, now: (now - START) / MINUTE, state: record.state };
            expect(told).toEqual({ ...told, state: expected(session, seen, reports, now) });
          }
        }
      }
    });
  }

  test("evidence counts by when it happened: learnt a week later it rules the same, a moment after that not at all", () => {
    const settings = { graceMinutes: 10, providerReportsEvents: false };
    for (const state of NO_SHOWS) {
      const session = sessionOf({ state, ruling: ruling("automatic") });
      const rule = (recordedAt: number): SessionState | null => {
        const evidence = [presenceOf("mentor-1", 0), presenceOf("mentee-1", 3, 9, { recordedAt })];
        const mentor = evidence.map((one): Evidence => ({ ...one, recordedAt }));
        return ruleAttendance(session, mentor, recordedAt, settings).next;
      };
      expect(rule(END + 7 * DAY - 1)).toBe("completed");
      expect(rule(END + 7 * DAY)).toBeNull();
    }
  });
});

describe("by hand: outcome × actor × when × the state that stands", () => {
  const MAY: readonly (readonly [Actor, boolean])[] = [
    [ACTORS.mentor, true],
    [ACTORS.admin, true],
    [ACTORS.staff, true],
    [ACTORS.mentee, false],
    [ACTORS.otherMentor, false],
    [ACTORS.service, false],
    [ACTORS.system, false],
  ];
  const MOMENTS = [START - 1, START, END, END + 7 * DAY - 1, END + 7 * DAY] as const;

  for (const [name, session] of SESSIONS) {
    test(`a session ${name}`, () => {
      const { state } = session;
      for (const outcome of OUTCOMES) {
        for (const [actor, may] of MAY) {
          for (const now of MOMENTS) {
            const isUndecided = state === "scheduled" || state === "in_progress";
            const works =
              may && state !== "cancelled" && state !== outcome && now >= START && (isUndecided || now < END + 7 * DAY);
            const rule = (reason: string | null) =>
              decideSession(
                session,
                { kind: "set_outcome", outcome, reason, marks: [], attendance: [] },
                actor,
                now,
                SETTINGS,
              ).record.state;
            const given = refusalOf(() => expect(rule("seen otherwise")).toBe(outcome)) === "accepted";
            expect({ outcome, actor: actor.id, now, given }).toEqual({ outcome, actor: actor.id, now, given: works });
            // What changes a ruling has a reason.
            const unexplained = works ? refusalOf(() => rule(null)) : "not asked";
            expect(unexplained).toBe(!works ? "not asked" : isUndecided ? "accepted" : "INVALID_ARGUMENT");
          }
        }
      }
    });
  }
});

describe("cancelled: by whom × when × the state that stands", () => {
  for (const [name, session] of SESSIONS) {
    test(`a session ${name}`, () => {
      for (const actor of [ACTORS.mentor, ACTORS.mentee, ACTORS.admin, ACTORS.staff]) {
        for (const now of [START - 7 * DAY, START - 1, START, END]) {
          const cancel = () =>
            decideSession(session, { kind: "cancel", reason: "ill", cause: "by_person" }, actor, now, SETTINGS).record;
          const works = session.state === "scheduled" && now < START;
          expect(refusalOf(cancel) === "accepted").toBe(works);
          const cancellation = works ? cancel().cancellation : null;
          const { late, actorId } = cancellation ?? {};
          expect({ late, actorId }).toEqual(works ? { late: now > START - DAY, actorId: actor.id } : {});
        }
      }
      for (const now of [START - 1, START]) {
        for (const leaver of [
          { cause: "match_ended", matchId: LEARNER.matchId as string },
          { cause: "person_suspended", personId: "mentor-1" },
        ] as const) {
          const { record } = leaveSession(session, leaver, ACTORS.system, now, SETTINGS);
          const ends = session.state === "scheduled" && now < START;
          expect(record.state).toBe(ends ? "cancelled" : session.state);
        }
      }
    });
  }
});
