import { describe, expect, test } from "@jest/globals";
import type { Actor } from "../../src/domain/actor.ts";
import {
  actionsOnProgramme,
  nextProgrammeState,
  type ProgrammeAction,
  programmeActions,
  type ProgrammeState,
  programmeStates,
} from "../../src/domain/programme-states.ts";
import { actorOf } from "./actors.ts";
import { answerOrReason, refusal } from "./refusal.ts";

/** The specification's table, written out: what each state allows, and what it leads to. */
const expected: Record<ProgrammeState, Partial<Record<ProgrammeAction, ProgrammeState>>> = {
  DRAFT: { UPDATE: "DRAFT", OPEN: "OPEN" },
  OPEN: { UPDATE: "OPEN", START_MATCHING: "MATCHING", APPLY_AS_MENTOR: "OPEN", APPLY_AS_MENTEE: "OPEN" },
  MATCHING: { UPDATE: "MATCHING", ACTIVATE: "ACTIVE", RUN_MATCHING: "MATCHING", PAIR_BY_HAND: "MATCHING" },
  ACTIVE: { UPDATE: "ACTIVE", START_MATCHING: "MATCHING", COMPLETE: "COMPLETED", PAIR_BY_HAND: "ACTIVE" },
  COMPLETED: {},
};

const admin = actorOf("admin");

describe("a programme", () => {
  for (const state of programmeStates) {
    for (const action of programmeActions) {
      const next = expected[state][action];
      test(`in ${state} ${next ? `goes to ${next}` : "refuses"} on ${action}`, () => {
        expect(answerOrReason(() => nextProgrammeState(state, action, admin))).toBe(next ?? "PROGRAMME_STATE");
      });
    }
  }

  test("tells in a refusal the state found and what the caller may do instead", () => {
    expect(refusal(() => nextProgrammeState("OPEN", "COMPLETE", admin)).metadata).toEqual({
      state: "OPEN",
      allowed_actions: "UPDATE,START_MATCHING,APPLY_AS_MENTOR,APPLY_AS_MENTEE",
    });
    expect(refusal(() => nextProgrammeState("MATCHING", "APPLY_AS_MENTEE", actorOf("mentee"))).metadata).toEqual({
      state: "MATCHING",
      allowed_actions: "",
    });
  });
});

describe("who may do what with a programme", () => {
  const cases: [string, Actor, ProgrammeState, ProgrammeAction[]][] = [
    ["an admin", admin, "DRAFT", ["UPDATE", "OPEN"]],
    ["an admin", admin, "ACTIVE", ["UPDATE", "START_MATCHING", "COMPLETE", "PAIR_BY_HAND"]],
    ["a mentor", actorOf("mentor"), "OPEN", ["APPLY_AS_MENTOR"]],
    ["a mentee", actorOf("mentee"), "OPEN", ["APPLY_AS_MENTEE"]],
    ["somebody who is both", actorOf("mentor", "mentee"), "OPEN", ["APPLY_AS_MENTOR", "APPLY_AS_MENTEE"]],
    ["staff who are no admin", actorOf("staff"), "MATCHING", ["RUN_MATCHING", "PAIR_BY_HAND"]],
    ["staff who are no admin", actorOf("staff"), "ACTIVE", ["PAIR_BY_HAND"]],
    ["staff who are no admin", actorOf("staff"), "DRAFT", []],
    ["a mentor", actorOf("mentor"), "ACTIVE", []],
    ["an admin", admin, "COMPLETED", []],
  ];
  test.each(cases)("%s: %#", (_who, actor, state, actions) => {
    expect(actionsOnProgramme(state, actor)).toEqual(actions);
  });
});
