import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../src/domain/actor.ts";
import {
  SESSION_ACTIONS,
  type SessionAction,
  allowedActions,
  requireAction,
} from "../../src/domain/session-actions.ts";
import { SESSION_STATES, type SessionState } from "../../src/domain/session.ts";
import { ACTORS, DAY, END, MINUTE, START, refusalOf, sessionOf } from "./sample.ts";

type ActorName = keyof typeof ACTORS;

const ON = { selfBooking: true };

/** The moments that rules turn at, and one instant on either side. */
const MOMENTS = {
  longBefore: START - 7 * DAY,
  justBeforeOpening: START - 15 * MINUTE - 1,
  opening: START - 15 * MINUTE,
  justBeforeStart: START - 1,
  start: START,
  justBeforeEnd: END - 1,
  end: END,
  justBeforeRulingEnds: END + 7 * DAY - 1,
  rulingEnds: END + 7 * DAY,
} as const;

type Moment = keyof typeof MOMENTS;

const ORDER = Object.keys(MOMENTS) as Moment[];
const span = (first: Moment, last: Moment): Moment[] => ORDER.slice(ORDER.indexOf(first), ORDER.indexOf(last) + 1);

const BEFORE_START = span("longBefore", "justBeforeStart");
const OPEN = span("opening", "justBeforeEnd");
const SINCE_START = span("start", "rulingEnds");
const REVERSIBLE = span("start", "justBeforeRulingEnds");

/** Written out from the rules of a session's life: what works in which state and when, for whoever may. */
const WORKS: Record<SessionAction, Partial<Record<SessionState, Moment[]>>> = {
  reschedule: { scheduled: BEFORE_START },
  cancel: { scheduled: BEFORE_START },
  substitute_mentor: { scheduled: BEFORE_START },
  join: { scheduled: OPEN, in_progress: OPEN, mentor_no_show: OPEN, learner_no_show: OPEN },
  check_in: { scheduled: OPEN, in_progress: OPEN, mentor_no_show: OPEN, learner_no_show: OPEN },
  set_outcome: {
    scheduled: SINCE_START,
    in_progress: SINCE_START,
    completed: REVERSIBLE,
    mentor_no_show: REVERSIBLE,
    learner_no_show: REVERSIBLE,
  },
  record_attendance: {
    scheduled: REVERSIBLE,
    in_progress: REVERSIBLE,
    completed: REVERSIBLE,
    mentor_no_show: REVERSIBLE,
    learner_no_show: REVERSIBLE,
  },
  add_note: {
    scheduled: ORDER,
    in_progress: ORDER,
    completed: ORDER,
    mentor_no_show: ORDER,
    learner_no_show: ORDER,
  },
};

const MAY: Record<ActorName, SessionAction[]> = {
  mentor: ["reschedule", "cancel", "join", "check_in", "set_outcome", "record_attendance", "add_note"],
  mentee: ["reschedule", "cancel", "join", "check_in"],
  admin: ["reschedule", "cancel", "set_outcome", "record_attendance", "add_note", "substitute_mentor"],
  staff: ["reschedule", "cancel", "set_outcome", "record_attendance"],
  system: ["cancel"],
  internal: ["cancel"],
  service: [],
  otherMentor: [],
  otherMentee: [],
  mentorWithoutRole: [],
};

const STRANGERS: ActorName[] = ["service", "otherMentor", "otherMentee", "mentorWithoutRole"];

describe("every state, action, actor and moment", () => {
  for (const state of SESSION_STATES) {
    for (const name of Object.keys(ACTORS) as ActorName[]) {
      test(`a ${state} session and the actor ${name}`, () => {
        const actor: Actor = ACTORS[name];
        const session = sessionOf({ state });
        for (const moment of ORDER) {
          const now = MOMENTS[moment];
          const works = SESSION_ACTIONS.filter(
            (action) => MAY[name].includes(action) && WORKS[action][state]?.includes(moment),
          );
          expect({ moment, actions: allowedActions(session, actor, now, ON) }).toEqual({ moment, actions: works });
          for (const action of SESSION_ACTIONS) {
            const refusal = refusalOf(() => requireAction(session, action, actor, now, ON));
            expect({ moment, action, refusal }).toEqual({
              moment,
              action,
              refusal: expectedRefusal(state, action, name, moment),
            });
          }
        }
      });
    }
  }
});

function expectedRefusal(state: SessionState, action: SessionAction, name: ActorName, moment: Moment): string {
  if (STRANGERS.includes(name)) return "NOT_FOUND";
  if (!MAY[name].includes(action)) return "PERMISSION_DENIED";
  const works = WORKS[action][state];
  if (works === undefined) return "SESSION_STATE";
  if (works.includes(moment)) return "accepted";
  if (ORDER.indexOf(moment) < ORDER.indexOf(works[0] as Moment)) return "TOO_EARLY";
  return works === BEFORE_START ? "TIME_PASSED" : "TOO_LATE";
}

describe("what a refusal carries", () => {
  test("the state found and the actions allowed now", () => {
    const session = sessionOf({ state: "completed" });
    expect(() => requireAction(session, "cancel", ACTORS.mentor, END, ON)).toThrow(
      expect.objectContaining({
        reason: "SESSION_STATE",
        metadata: { state: "COMPLETED", allowed_actions: "SET_OUTCOME,RECORD_ATTENDANCE,ADD_NOTE" },
      }),
    );
  });

  test("the start, when it is too early", () => {
    expect(() => requireAction(sessionOf(), "set_outcome", ACTORS.admin, START - 1, ON)).toThrow(
      expect.objectContaining({
        reason: "TOO_EARLY",
        metadata: expect.objectContaining({ starts_at: "2026-05-06T08:00:00.000Z", state: "SCHEDULED" }),
      }),
    );
  });

  test("until when it could be done, when it is too late", () => {
    const session = sessionOf({ state: "learner_no_show" });
    expect(() => requireAction(session, "set_outcome", ACTORS.mentor, END + 7 * DAY, ON)).toThrow(
      expect.objectContaining({ metadata: expect.objectContaining({ until: "2026-05-13T08:45:00.000Z" }) }),
    );
  });

  test("nothing of the session to whom it does not belong", () => {
    expect(() => requireAction(sessionOf(), "cancel", ACTORS.otherMentor, START, ON)).toThrow(
      expect.objectContaining({ reason: "NOT_FOUND", metadata: { resource: "session", id: "session-1" } }),
    );
  });
});

describe("mentees move their own sessions only while self-booking is on", () => {
  const off = { selfBooking: false };

  test("off, the action is not offered and is refused by its own reason", () => {
    expect(allowedActions(sessionOf(), ACTORS.mentee, START - DAY, off)).toEqual(["cancel"]);
    expect(refusalOf(() => requireAction(sessionOf(), "reschedule", ACTORS.mentee, START - DAY, off))).toBe(
      "SELF_BOOKING_OFF",
    );
  });

  test("it binds neither mentors nor admins", () => {
    for (const actor of [ACTORS.mentor, ACTORS.admin, ACTORS.staff]) {
      expect(requireAction(sessionOf(), "reschedule", actor, START - DAY, off)).toBeTruthy();
    }
  });
});

test("only a video session can be joined by a link", () => {
  for (const modality of ["in_person", "chat"] as const) {
    const session = sessionOf({ modality });
    expect(allowedActions(session, ACTORS.mentee, START, ON)).toEqual(["check_in"]);
    expect(refusalOf(() => requireAction(session, "join", ACTORS.mentee, START, ON))).toBe("SESSION_STATE");
  }
});

test("who has a seat and an office acts from the seat", () => {
  const both: Actor = { ...ACTORS.mentee, roles: ["mentee", "admin"] };
  expect(requireAction(sessionOf(), "cancel", both, START - DAY, ON)).toBe("mentee");
  expect(requireAction(sessionOf(), "set_outcome", both, START, ON)).toBe("admin");
});
