import { describe, expect, test } from "@jest/globals";
import type { Application } from "../../src/domain/application.ts";
import { type ApplicationWish, updatedApplication } from "../../src/domain/update-application.ts";
import { actorOf } from "./actors.ts";
import { refusal } from "./refusal.ts";

const application: Application = {
  id: "a1",
  programmeId: "p1",
  personId: "caller",
  role: "MENTOR",
  state: "PAUSED",
  tags: ["go"],
  bioShort: "bio",
  availabilityHours: 4,
  maxMentees: 20,
  modality: "VIDEO",
  overrideReason: "",
  pausedFrom: "APPROVED",
  pausedBy: "boss",
  version: 3,
  createdAt: new Date(0),
};
const nothing: ApplicationWish = {
  version: 3,
  tags: undefined,
  bioShort: undefined,
  availabilityHours: undefined,
  maxMentees: undefined,
  modality: undefined,
};
const around = { programmeState: "ACTIVE", match: null, unknownTags: [] } as const;
const mentor = actorOf("mentor");
const update = (wish: Partial<ApplicationWish>, over: Partial<Application> = {}, actor = mentor, more = {}) =>
  updatedApplication({ ...application, ...over }, { ...nothing, ...wish }, actor, { ...around, ...more });

describe("updating an application", () => {
  test("changes what is given, one version on, and nothing else", () => {
    const wish = { tags: ["sql"], bioShort: "", availabilityHours: 0, maxMentees: 1, modality: "UNSPECIFIED" } as const;
    expect(update(wish)).toEqual({ ...application, ...wish, version: 4 });
    expect(update({ maxMentees: 2 })).toEqual({ ...application, maxMentees: 2, version: 4 });
  });
  test("that changes nothing leaves it, and its version", () => {
    const same = { ...application };
    expect(updatedApplication(same, { ...nothing, tags: ["go"], bioShort: "bio" }, mentor, around)).toBe(same);
  });
  test("keeps who paused it", () => {
    expect(update({ bioShort: "new" })).toMatchObject({ state: "PAUSED", pausedFrom: "APPROVED", pausedBy: "boss" });
  });
  test("of a mentee refuses what only a mentor has, by its field", () => {
    const error = refusal(() => update({ availabilityHours: 3, maxMentees: 2 }, { role: "MENTEE", state: "APPLIED" }));
    expect(error.reason).toBe("INVALID_ARGUMENT");
    expect(error.violations.map(({ field }) => field)).toEqual(["availability_hours_per_month", "max_mentees"]);
  });
  test.each([2, 4])("from version %d is refused with the newest", (version) => {
    const error = refusal(() => update({ version, bioShort: "new" }));
    expect(error).toMatchObject({ reason: "STALE_VERSION", metadata: { version: "3" } });
  });
  test("names the tags that the catalogue does not have", () => {
    const error = refusal(() => update({ tags: ["zz", "aa"] }, {}, mentor, { unknownTags: ["zz", "aa"] }));
    expect(error).toMatchObject({ reason: "SKILL_UNKNOWN", metadata: { tags: "aa,zz" } });
  });
  test("is refused once it is withdrawn, and in a completed programme", () => {
    expect(refusal(() => update({ bioShort: "x" }, { state: "WITHDRAWN" })).reason).toBe("APPLICATION_STATE");
    const completed = { programmeState: "COMPLETED" };
    expect(refusal(() => update({ bioShort: "x" }, {}, mentor, completed)).reason).toBe("PROGRAMME_STATE");
  });
  test("is the person's own or an admin's", () => {
    expect(refusal(() => update({ bioShort: "x" }, { personId: "other" })).reason).toBe("PERMISSION_DENIED");
    const others = { personId: "other" };
    expect(refusal(() => update({ bioShort: "x" }, others, actorOf("staff"))).reason).toBe("PERMISSION_DENIED");
    expect(update({ bioShort: "x" }, { personId: "other" }, actorOf("admin")).bioShort).toBe("x");
  });
});
