import { describe, expect, test } from "@jest/globals";
import type { Application } from "../../src/domain/application.ts";
import { type Applying, decideApply } from "../../src/domain/apply.ts";
import { everybody } from "../../src/domain/audience.ts";
import { draftProgramme, type Programme } from "../../src/domain/programme.ts";
import { actorOf } from "./actors.ts";
import { refusal } from "./refusal.ts";

const now = new Date("2026-03-01T10:00:00Z");
const draft = {
  name: "P",
  description: "d",
  audience: everybody,
  startsAt: null,
  endsAt: null,
  settings: {},
  phases: [],
};
const open: Programme = { ...draftProgramme("p1", draft, now, () => "phase"), state: "OPEN" };

const applying = (over: Partial<Applying> = {}): Applying => ({
  programme: open,
  role: "MENTOR",
  personId: "caller",
  applicant: { batchYear: 2015, department: "CS", suspended: false },
  existing: null,
  match: null,
  unknownTags: [],
  text: {
    tags: ["go"],
    bioShort: "bio",
    availabilityHours: 5,
    maxMentees: 0,
    modality: "VIDEO",
    overrideReason: "",
  },
  ...over,
});

const mentor = actorOf("mentor");
const apply = (over: Partial<Applying> = {}, actor = mentor) => decideApply(applying(over), "new", actor, now);
const reasonOf = (over: Partial<Applying>, actor = mentor) => refusal(() => apply(over, actor)).reason;
const cs: Programme = { ...open, audience: { ...everybody, departments: ["Maths"], batchYearMin: 2020 } };
const withReason = { ...applying().text, overrideReason: "an old friend" };

describe("applying", () => {
  test("makes an application in applied, with the programme's seats where none are given", () => {
    expect(apply()).toMatchObject({ id: "new", state: "APPLIED", version: 1, maxMentees: 20, createdAt: now });
  });
  test("keeps the seats that were given", () => {
    expect(apply({ text: { ...applying().text, maxMentees: 3 } }).maxMentees).toBe(3);
  });
  test("gives a mentee no seats and no hours", () => {
    expect(apply({ role: "MENTEE" }, actorOf("mentee"))).toMatchObject({ maxMentees: 0, availabilityHours: 0 });
  });
  test("approves a mentor at once where the programme says so, and never a mentee", () => {
    const programme = { ...open, settings: { ...open.settings, autoApproveMentors: true } };
    expect(apply({ programme }).state).toBe("APPROVED");
    expect(apply({ programme, role: "MENTEE" }, actorOf("mentee")).state).toBe("APPLIED");
  });
  test("opens a withdrawn application again, under its id and one version on", () => {
    const existing: Application = { ...apply(), id: "old", state: "WITHDRAWN", version: 4, createdAt: new Date(0) };
    expect(apply({ existing })).toMatchObject({ id: "old", state: "APPLIED", version: 5, createdAt: new Date(0) });
  });
  test("is refused where the person has applied already, with what they may do instead", () => {
    const existing: Application = { ...apply(), id: "old" };
    expect(refusal(() => apply({ existing }))).toMatchObject({
      reason: "ALREADY_APPLIED",
      metadata: { application_id: "old", state: "APPLIED", allowed_actions: "PAUSE,WITHDRAW,UPDATE" },
    });
  });
  test.each(["DRAFT", "MATCHING", "ACTIVE", "COMPLETED"] as const)(
    "is refused while the programme is in %s",
    (state) => {
      expect(reasonOf({ programme: { ...open, state } })).toBe("PROGRAMME_STATE");
    },
  );
  test("names every axis on which the person is outside", () => {
    expect(refusal(() => apply({ programme: cs }))).toMatchObject({
      reason: "NOT_ELIGIBLE",
      metadata: { axes: "batch_year,department" },
    });
  });
  test("lets in who is outside only with an admin's reason, which is kept", () => {
    expect(reasonOf({ programme: cs, text: withReason })).toBe("PERMISSION_DENIED");
    expect(apply({ programme: cs, text: withReason }, actorOf("admin")).overrideReason).toBe("an old friend");
    expect(apply({ text: withReason }, actorOf("admin")).overrideReason).toBe("");
  });
  test("for somebody else is an admin's", () => {
    expect(reasonOf({ personId: "other" })).toBe("PERMISSION_DENIED");
    expect(apply({ personId: "other" }, actorOf("admin")).personId).toBe("other");
  });
  test("is refused for who is unknown or suspended", () => {
    expect(reasonOf({ applicant: null })).toBe("PERSON_UNKNOWN");
    expect(reasonOf({ applicant: { suspended: true } })).toBe("PERSON_SUSPENDED");
  });
  test("names the tags that the catalogue does not have", () => {
    expect(refusal(() => apply({ unknownTags: ["zz", "aa"] }))).toMatchObject({
      reason: "SKILL_UNKNOWN",
      metadata: { tags: "aa,zz" },
    });
  });
});
