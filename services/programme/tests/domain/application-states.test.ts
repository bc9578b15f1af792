import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../src/domain/actor.ts";
import type { Application } from "../../src/domain/application.ts";
import {
  actionsOnApplication,
  type ApplicationAction,
  applicationActions,
  type ApplicationRole,
  applicationRoles,
  decideApplication,
  nextApplicationState,
  type StoredState,
  storedStates,
  visibleState,
} from "../../src/domain/application-states.ts";
import { programmeStates } from "../../src/domain/programme-states.ts";
import { actorOf } from "./actors.ts";
import { answerOrReason, refusal } from "./refusal.ts";

const expected: Record<
  ApplicationRole,
  Partial<Record<StoredState, Partial<Record<ApplicationAction, StoredState>>>>
> = {
  MENTOR: {
    APPLIED: { APPROVE: "APPROVED", PAUSE: "PAUSED", WITHDRAW: "WITHDRAWN", UPDATE: "APPLIED" },
    APPROVED: { PAUSE: "PAUSED", WITHDRAW: "WITHDRAWN", UPDATE: "APPROVED" },
    PAUSED: { APPROVE: "APPROVED", RESUME: "APPROVED", WITHDRAW: "WITHDRAWN", UPDATE: "PAUSED" },
    WITHDRAWN: { APPLY_AGAIN: "APPLIED" },
  },
  MENTEE: { APPLIED: { WITHDRAW: "WITHDRAWN", UPDATE: "APPLIED" }, WITHDRAWN: { APPLY_AGAIN: "APPLIED" } },
};

const admin = actorOf("admin");
const around = { programmeState: "OPEN", match: null } as const;

const application = (over: Partial<Application> = {}): Application => ({
  id: "a1",
  programmeId: "p1",
  personId: "caller",
  role: "MENTOR",
  state: "APPLIED",
  tags: [],
  bioShort: "",
  availabilityHours: 0,
  maxMentees: 20,
  modality: "UNSPECIFIED",
  overrideReason: "",
  pausedFrom: null,
  pausedBy: null,
  version: 1,
  createdAt: new Date(0),
  ...over,
});

describe("an application", () => {
  for (const role of applicationRoles) {
    for (const state of storedStates) {
      for (const action of applicationActions) {
        if (action === "APPLY_AGAIN") continue;
        const next = expected[role][state]?.[action];
        test(`of a ${role} in ${state} ${next ? `goes to ${next}` : "refuses"} on ${action}`, () => {
          const decided = () => nextApplicationState(application({ role, state }), action, admin, around);
          expect(answerOrReason(decided)).toBe(next ?? "APPLICATION_STATE");
        });
      }
    }
  }

  for (const programmeState of programmeStates) {
    const closed = programmeState === "COMPLETED";
    test(`of a programme in ${programmeState} can ${closed ? "not " : ""}be withdrawn`, () => {
      const withdraw = () => decideApplication(application(), "WITHDRAW", admin, { programmeState, match: null });
      expect(answerOrReason(() => withdraw().state)).toBe(closed ? "PROGRAMME_STATE" : "WITHDRAWN");
    });
  }

  test("is one version on after each change", () => {
    expect(decideApplication(application({ version: 7 }), "APPROVE", admin, around).version).toBe(8);
  });

  test("refuses by state with the state found and what the caller may do instead", () => {
    const error = refusal(() => decideApplication(application({ state: "APPROVED" }), "RESUME", admin, around));
    expect(error.metadata).toEqual({ state: "APPROVED", allowed_actions: "PAUSE,WITHDRAW,UPDATE" });
  });
});

describe("who may do what with an application", () => {
  const mentor = actorOf("mentor");
  const paused = (pausedFrom: StoredState, pausedBy: string) => application({ state: "PAUSED", pausedFrom, pausedBy });
  const cases: [string, Actor, Application, ApplicationAction[]][] = [
    [
      "an admin approves, pauses, withdraws and updates",
      admin,
      application(),
      ["APPROVE", "PAUSE", "WITHDRAW", "UPDATE"],
    ],
    ["a mentor pauses, withdraws and updates their own", mentor, application(), ["PAUSE", "WITHDRAW", "UPDATE"]],
    ["a mentor does nothing with another's", mentor, application({ personId: "other" }), []],
    ["staff who are no admin only look", actorOf("staff"), application({ personId: "other" }), []],
    [
      "a mentor resumes what they paused when approved",
      mentor,
      paused("APPROVED", "caller"),
      ["RESUME", "WITHDRAW", "UPDATE"],
    ],
    ["a mentor does not resume what an admin paused", mentor, paused("APPROVED", "boss"), ["WITHDRAW", "UPDATE"]],
    ["a mentor does not get approved by pausing", mentor, paused("APPLIED", "caller"), ["WITHDRAW", "UPDATE"]],
    ["who withdrew may apply again", mentor, application({ state: "WITHDRAWN" }), ["APPLY_AGAIN"]],
  ];
  test.each(cases)("%s", (_what, actor, which, actions) => {
    expect(actionsOnApplication(which, "OPEN", actor)).toEqual(actions);
  });

  test("nobody applies again once the programme is no longer open", () => {
    expect(actionsOnApplication(application({ state: "WITHDRAWN" }), "MATCHING", mentor)).toEqual([]);
  });

  test("a mentor who may not resume is told so, whatever the state allows", () => {
    const error = refusal(() => decideApplication(paused("APPROVED", "boss"), "RESUME", mentor, around));
    expect(error.reason).toBe("PERMISSION_DENIED");
  });

  test("a pause remembers what it paused and who did it, and its end forgets", () => {
    const before = application({ state: "APPROVED" });
    const after = decideApplication(before, "PAUSE", mentor, around);
    expect(after).toMatchObject({ pausedFrom: "APPROVED", pausedBy: "caller" });
    expect(decideApplication(after, "RESUME", mentor, around)).toMatchObject({ pausedFrom: null, pausedBy: null });
  });
});

describe("a mentee with a live match", () => {
  const mine = application({ role: "MENTEE" });
  const mentee = actorOf("mentee");
  test("reads applied until the mentor has accepted", () => {
    expect(visibleState(mine, { seen: false }, mentee)).toBe("APPLIED");
    expect(visibleState(mine, { seen: true }, mentee)).toBe("MATCHED");
  });
  test("is matched to staff from the proposal on", () => {
    expect(visibleState(mine, { seen: false }, admin)).toBe("MATCHED");
    expect(visibleState(mine, { seen: false }, actorOf("staff"))).toBe("MATCHED");
  });
  test("who withdrew reads withdrawn, whatever the match", () => {
    expect(visibleState({ ...mine, state: "WITHDRAWN" }, { seen: true }, admin)).toBe("WITHDRAWN");
  });
});
