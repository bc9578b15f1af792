import { describe, expect, test } from "@jest/globals";
import { everybody } from "../../src/domain/audience.ts";
import { draftProgramme, type Programme } from "../../src/domain/programme.ts";
import { actionsForCaller } from "../../src/domain/programme-view.ts";
import { type ProgrammeWish, updatedProgramme } from "../../src/domain/update-programme.ts";
import { actorOf } from "./actors.ts";
import { refusal } from "./refusal.ts";

const admin = actorOf("admin");
const now = new Date("2026-03-01T10:00:00Z");
let made = 0;
const newId = () => `phase-${(made += 1)}`;
const draft = {
  name: "P",
  description: "d",
  audience: everybody,
  startsAt: null,
  endsAt: null,
  settings: {},
  phases: [],
};
const programme: Programme = draftProgramme(
  "p1",
  { ...draft, startsAt: now, settings: { blindCopy: false } },
  now,
  newId,
);
const wish = (over: Partial<ProgrammeWish> = {}): ProgrammeWish => ({
  version: 1,
  name: undefined,
  description: undefined,
  audience: undefined,
  startsAt: undefined,
  endsAt: undefined,
  settings: {},
  phases: undefined,
  ...over,
});

describe("a new programme", () => {
  test("takes the documented values for what is left out", () => {
    expect(programme).toMatchObject({ state: "DRAFT", version: 1, createdAt: now });
    expect(programme.settings).toEqual({
      mentorCapacityDefault: 20,
      autoApproveMentors: false,
      selfBooking: true,
      noShowGraceMs: 600_000,
      lateCancelWindowMs: 86_400_000,
      blindCopy: false,
      skillsWeight: 2_000,
      audienceWeight: 1_000,
      capacityWeight: 500,
      capacityBasis: "LIVE",
      leastScore: 0,
      strategy: "GREEDY",
    });
  });
});

describe("updating a programme", () => {
  test("changes what is given and nothing else", () => {
    const updated = updatedProgramme(programme, wish({ name: "Q", settings: { selfBooking: false } }), admin, newId);
    expect(updated).toEqual({
      ...programme,
      name: "Q",
      version: 2,
      settings: { ...programme.settings, selfBooking: false },
    });
  });
  test("that changes nothing leaves the version", () => {
    expect(updatedProgramme(programme, wish({ name: "P" }), admin, newId)).toBe(programme);
  });
  test("replaces the audience whole", () => {
    const audience = { ...everybody, departments: ["CS"] };
    expect(updatedProgramme(programme, wish({ audience }), admin, newId).audience).toEqual(audience);
    const narrowed = { ...programme, audience };
    expect(updatedProgramme(narrowed, wish({ audience: everybody }), admin, newId).audience).toEqual(everybody);
  });
  test.each([0, 2])("from version %d is refused with the newest", (version) => {
    const error = refusal(() => updatedProgramme(programme, wish({ version, name: "Q" }), admin, newId));
    expect(error).toMatchObject({ reason: "STALE_VERSION", metadata: { version: "1" } });
  });
  test("once it is completed is refused, before its version is looked at", () => {
    const error = refusal(() =>
      updatedProgramme({ ...programme, state: "COMPLETED" }, wish({ version: 9 }), admin, newId),
    );
    expect(error.reason).toBe("PROGRAMME_STATE");
  });
  test("may not end it before the beginning that then stands", () => {
    const error = refusal(() => updatedProgramme(programme, wish({ endsAt: now }), admin, newId));
    expect(error.violations.map(({ field }) => field)).toEqual(["ends_at"]);
  });
});

describe("what a caller may do with an open programme", () => {
  const open: Programme = { ...programme, state: "OPEN", audience: { ...everybody, departments: ["CS"] } };
  const mentor = actorOf("mentor");
  test("is to apply, where they fit its audience", () => {
    expect(actionsForCaller(open, mentor, { department: "CS" }, [])).toEqual(["APPLY_AS_MENTOR"]);
    expect(actionsForCaller(open, mentor, { department: "Law" }, [])).toEqual([]);
    expect(actionsForCaller(open, mentor, undefined, [])).toEqual([]);
  });
  test("is not to apply twice, unless the first was withdrawn", () => {
    const own = { role: "MENTOR", state: "APPLIED" } as Parameters<typeof actionsForCaller>[3][number];
    expect(actionsForCaller(open, mentor, { department: "CS" }, [own])).toEqual([]);
    expect(actionsForCaller(open, mentor, { department: "CS" }, [{ ...own, state: "WITHDRAWN" }])).toEqual([
      "APPLY_AS_MENTOR",
    ]);
  });
});
