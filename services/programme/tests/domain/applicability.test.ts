import { describe, expect, test } from "@jest/globals";
import { type Obstacle, obstaclesTo, rolesToApplyIn } from "../../src/domain/applicability.ts";
import type { Application } from "../../src/domain/application.ts";
import type { StoredState } from "../../src/domain/application-states.ts";
import { everybody } from "../../src/domain/audience.ts";
import { draftProgramme, type Programme } from "../../src/domain/programme.ts";
import { actorOf } from "./actors.ts";

const draft = {
  name: "P",
  description: "d",
  audience: everybody,
  startsAt: null,
  endsAt: null,
  settings: {},
  phases: [],
};
const open: Programme = { ...draftProgramme("p1", draft, new Date(0), () => "phase"), state: "OPEN" };
const narrow: Programme = { ...open, audience: { batchYearMin: 2010, batchYearMax: null, departments: ["CS"] } };
const fits = { batchYear: 2015, department: "CS" };
const mine = (state: StoredState) => [{ role: "MENTOR", state } as Application];

describe("what keeps a person from applying", () => {
  test.each<[string, Programme, object, Application[], Obstacle[]]>([
    ["nothing", narrow, fits, [], []],
    ["another state of the programme", { ...narrow, state: "MATCHING" }, fits, [], ["NOT_OPEN"]],
    ["the batch year", narrow, { ...fits, batchYear: 2009 }, [], ["BATCH_YEAR"]],
    ["a batch year that is not known", narrow, { department: "CS" }, [], ["BATCH_YEAR"]],
    ["the department", narrow, { ...fits, department: "cs" }, [], ["DEPARTMENT"]],
    ["an application", narrow, fits, mine("PAUSED"), ["ALREADY_APPLIED"]],
    ["no withdrawn one", narrow, fits, mine("WITHDRAWN"), []],
    [
      "each thing that holds",
      { ...narrow, state: "ACTIVE" },
      {},
      mine("APPLIED"),
      ["NOT_OPEN", "BATCH_YEAR", "DEPARTMENT", "ALREADY_APPLIED"],
    ],
  ])("is %s", (_what, programme, person, own, expected) => {
    expect(obstaclesTo(programme, "MENTOR", person, own)).toEqual(expected);
  });
  test("is no application in the other role", () => {
    expect(obstaclesTo(open, "MENTEE", fits, mine("APPROVED"))).toEqual([]);
  });
});

describe("the roles to apply in", () => {
  test("are those of the token, or the one asked for where it is one of them", () => {
    expect(rolesToApplyIn(actorOf("mentor", "mentee"), undefined)).toEqual(["MENTOR", "MENTEE"]);
    expect(rolesToApplyIn(actorOf("mentee"), undefined)).toEqual(["MENTEE"]);
    expect(rolesToApplyIn(actorOf("mentor", "mentee"), "MENTEE")).toEqual(["MENTEE"]);
    expect(rolesToApplyIn(actorOf("mentor"), "MENTEE")).toEqual([]);
  });
  test("are both to an admin who asks for one", () => {
    expect(rolesToApplyIn(actorOf("admin", "mentor"), "MENTEE")).toEqual(["MENTEE"]);
    expect(rolesToApplyIn(actorOf("admin", "mentor"), undefined)).toEqual(["MENTOR"]);
  });
});
